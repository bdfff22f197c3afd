//! The heads of derived impls: what of them is needed to know that they are there.

use mesh_common::Span;
use mesh_parser::ast::{Bound, FnBody, Impl, Method, Type};

use super::Derived;
use super::build::Build;
use super::derive::Subject;
use super::field_rules;

/// The interfaces that an impl is derived for by each name that can be derived, and their methods with the numbers of parameters.
type Heads = &'static [(&'static str, &'static [(&'static str, usize)])];

fn heads_of(derivable: &str) -> Heads {
    match derivable {
        "Eq" => &[("Eq", &[("eq", 2)])],
        "Ord" => &[("Ord", &[("compare", 2), ("lt", 2)])],
        "Hash" => &[("Hash", &[("hash", 1)])],
        "Display" => &[("Display", &[("to_string", 1), ("append_string", 2)])],
        "Debug" => &[("Debug", &[("inspect", 1), ("append_inspect", 2)])],
        "Json" => &[
            ("ToJson", &[("to_json", 1), ("append_json", 2)]),
            ("FromJson", &[("from_json_value", 1), ("read_json", 2)]),
        ],
        "Config" => &[("FromConfig", &[("from_config", 2)])],
        "Column" => &[("ToColumn", &[("to_column", 1)]), ("FromColumn", &[("from_column", 1)])],
        "Gen" => &[("Property.Gen", &[("generate", 1)])],
        _ => &[("FromRow", &[("from_row", 1)])],
    }
}

/// The impls that are derived by one name, without the bodies and types of their methods.
pub fn heads(subject: &Subject<'_>, derivable: &str, span: Span, explicit: bool) -> Vec<Derived> {
    let build = Build(span);
    let head = |&(interface, methods): &(&str, &[(&str, usize)])| {
        let method = |&(name, params): &(&str, usize)| {
            let params = (0..params).map(|_| build.param("_", None)).collect();
            let clause = build.function(name, params, None, FnBody::None);
            Method { attributes: Vec::new(), clause, doc: None, span }
        };
        let args: Vec<Type> =
            subject.generics.iter().map(|generic| build.ty(generic.text.as_str(), Vec::new())).collect();
        let bound = |generic: &mesh_parser::ast::Name| Bound {
            param: build.name(generic.text.as_str()),
            interface: build.path(interface),
        };
        let source = Impl {
            interface: build.path(interface),
            args: Vec::new(),
            subject: build.ty(subject.name, args),
            bounds: subject.generics.iter().map(bound).collect(),
            associated: Vec::new(),
            methods: methods.iter().map(method).collect(),
        };
        Derived { source, explicit, needs: field_rules::needs(subject, interface) }
    };
    heads_of(derivable).iter().map(head).collect()
}
