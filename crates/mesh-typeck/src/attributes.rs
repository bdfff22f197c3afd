//! What the attributes of a function say: that its body is not Mesh, and what it promises.

use mesh_common::suggest::nearest;
use mesh_common::{Code, Diagnostic, Symbol};
use mesh_parser::ast::{self, AttributeArg, ItemKind};

use crate::check::Checker;
use crate::desugar::is_field_attribute;
use crate::typed::{Does, Foreign, FunctionBody, Promises};

/// A function that is not written in Mesh.
#[derive(Clone)]
pub enum External {
    /// One of the runtime.
    Runtime {
        /// What `@extern` names.
        symbol: String,
        /// The positions of the parameters that `@owned` names.
        owned: Vec<u32>,
        /// Those of the parameters that `@shared` names.
        shared: Vec<u32>,
        /// What `@pure` or `@reads` say.
        does: Does,
    },
    /// One of an `extern` block.
    Foreign(Foreign),
}

impl External {
    pub fn body(self) -> FunctionBody {
        match self {
            External::Runtime { symbol, owned, shared, does } => FunctionBody::Extern { symbol, owned, shared, does },
            External::Foreign(foreign) => FunctionBody::Foreign(foreign),
        }
    }
}

/// What `@extern`, `@owned`, `@shared`, `@pure` and `@reads` say.
pub fn external(attributes: &[ast::Attribute], params: &[ast::Param]) -> Option<External> {
    let find = |name: &str| attributes.iter().find(|attribute| attribute.name.text.as_str() == name);
    let symbol = match find("extern")?.args.first()? {
        AttributeArg::Text(text, _) => text.clone(),
        AttributeArg::Name(_) | AttributeArg::Number(..) => return None,
    };
    let position = |arg: &AttributeArg| {
        let AttributeArg::Name(name) = arg else { return None };
        let named = |param: &ast::Param| matches!(param.pattern.kind, ast::PatternKind::Bind(n) if n == name.text);
        params.iter().position(named).map(|at| at as u32)
    };
    let positions = |name: &str| find(name).map_or(&[][..], |found| &found.args).iter().filter_map(position).collect();
    // A primitive operation gives a value.
    let does = match symbol.starts_with('%') || find("pure").is_some() {
        true => Does::Nothing,
        false if find("reads").is_some() => Does::Reads,
        false => Does::Acts,
    };
    Some(External::Runtime { symbol, owned: positions("owned"), shared: positions("shared"), does })
}

/// Whether an attribute is one that any function can have.
pub fn is_promise(attribute: &ast::Attribute) -> bool {
    matches!(attribute.name.text.as_str(), "in_place" | "no_alloc") && attribute.args.is_empty()
}

/// What functions promise.
const PROMISES: [&str; 2] = ["in_place", "no_alloc"];

/// What the library says of its declarations, or an `extern` block of its own.
const OF_THE_LIBRARY: [&str; 8] = ["extern", "owned", "shared", "pure", "reads", "opaque", "free_with", "blocking"];

impl Checker<'_> {
    /// E0064 for attributes of what has none, and of methods; those of functions are looked at with them.
    pub fn reject_misplaced_attributes(&mut self, module: &ast::Module) {
        for item in &module.items {
            let (methods, are_bodies) = match &item.kind {
                ItemKind::Impl(decl) => (&decl.methods[..], true),
                ItemKind::Interface(decl) => (&decl.methods[..], false),
                ItemKind::Service(decl) => (&decl.functions[..], false),
                ItemKind::Struct(_) | ItemKind::Sum(_) | ItemKind::Alias(_) | ItemKind::Import(_) => (&[][..], false),
                _ => continue,
            };
            self.reject_attributes(&item.attributes, false);
            methods.iter().for_each(|method| self.reject_attributes(&method.attributes, are_bodies));
        }
    }

    /// E0064 for an attribute that means nothing here: nothing but a promise, where one can be.
    pub fn reject_attributes(&mut self, attributes: &[ast::Attribute], may_promise: bool) {
        let Some(attribute) = attributes.iter().find(|attribute| !(may_promise && is_promise(attribute))) else {
            return;
        };
        let name = attribute.name.text;
        let message = match name.as_str() {
            "in_place" | "no_alloc" if may_promise => format!("`@{name}` takes nothing in parentheses"),
            "in_place" | "no_alloc" => format!("`@{name}` is for functions, and methods of an `impl`"),
            "cluster" => "`@cluster` is not supported: programs run on one machine".to_owned(),
            other if OF_THE_LIBRARY.contains(&other) => format!("`@{name}` is for the standard library"),
            other if is_field_attribute(other) => format!("`@{name}` is for the fields of a struct"),
            _ => format!("there is no attribute `@{name}`"),
        };
        let diagnostic = Diagnostic::error(Code::E0064, message, attribute.span, "not allowed here");
        if matches!(name.as_str(), "derive" | "deriving") {
            let named = attribute.args.iter().filter_map(|arg| match arg {
                AttributeArg::Name(name) => Some(name.text.as_str()),
                _ => None,
            });
            let named: Vec<&str> = named.collect();
            let named = if named.is_empty() { "...".to_owned() } else { named.join(", ") };
            self.diags.push(diagnostic.help(format!("write `deriving({named})` behind the `end` of the type")));
            return;
        }
        let is_known = PROMISES.contains(&name.as_str()) || OF_THE_LIBRARY.contains(&name.as_str());
        let near = nearest(name.as_str(), PROMISES.map(Symbol::new)).filter(|_| may_promise && !is_known);
        self.diags.push(match near {
            Some(near) => diagnostic.help(format!("did you mean `@{near}`?")),
            None => diagnostic,
        });
    }
}

/// Whether a function of a module promises something.
pub fn has_promises(module: &ast::Module) -> bool {
    let methods = |item: &ast::Item| match &item.kind {
        ItemKind::Impl(decl) => decl.methods.iter().any(|method| promises(&method.attributes).any()),
        _ => false,
    };
    module.items.iter().any(|item| promises(&item.attributes).any() || methods(item))
}

/// What `@in_place` and `@no_alloc` say.
pub fn promises(attributes: &[ast::Attribute]) -> Promises {
    let find = |name: &str| attributes.iter().find(|known| known.name.text.as_str() == name).map(|known| known.span);
    Promises { in_place: find("in_place"), no_alloc: find("no_alloc") }
}
