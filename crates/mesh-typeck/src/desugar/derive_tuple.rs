//! The impls of tuples, for each size that is used.

use std::collections::BTreeSet;

use mesh_common::{ModulePath, Span};
use mesh_parser::ast::{self, ExprKind, PatternKind, TypeKind};

use super::Expanded;
use super::derive::{compared, mixed, order, shown};
use crate::walk::{Hide, Respan, Visit, VisitMut};

/// The sizes of the tuples that modules write; no others can come into being.
pub fn tuple_sizes<'a>(modules: impl IntoIterator<Item = &'a ast::Module>) -> BTreeSet<usize> {
    // What services, signals and `for` over maps make of themselves.
    let mut sizes = Sizes(BTreeSet::from([2, 3]));
    modules.into_iter().flat_map(|module| &module.items).for_each(|item| sizes.item(item));
    sizes.0
}

struct Sizes(BTreeSet<usize>);

impl Visit for Sizes {
    fn on_expr(&mut self, expr: &ast::Expr) -> bool {
        if let ExprKind::Tuple(items) = &expr.kind {
            self.0.insert(items.len());
        }
        true
    }
    fn on_pattern(&mut self, pattern: &ast::Pattern) {
        if let PatternKind::Tuple(items) = &pattern.kind {
            self.0.insert(items.len());
        }
    }
    fn on_type(&mut self, ty: &ast::Type) {
        if let TypeKind::Tuple(items) = &ty.kind {
            self.0.insert(items.len());
        }
    }
}

/// The impls for tuples of these sizes, as written at `span`.
pub fn expand(sizes: &BTreeSet<usize>, span: Span, expanded: &mut Expanded) {
    let interfaces = ["Eq", "Ord", "Hash", "Display", "Debug"];
    let sizes = sizes.iter().filter(|size| **size > 1);
    let text: String = sizes.flat_map(|size| interfaces.map(|interface| text_of(interface, *size))).collect();
    if text.is_empty() {
        return;
    }
    let (mut module, diagnostics) = mesh_parser::parse(span.file, &text, ModulePath::new("Derived"));
    assert!(diagnostics.is_empty(), "derived code parses: {text}\n{diagnostics:?}");
    for item in &mut module.items {
        Respan(span).item(item);
        Hide.item(item);
    }
    module.items.into_iter().for_each(|item| expanded.push(item));
}

/// `impl Eq for (T0, T1) where T0: Eq, T1: Eq do ... end`
fn text_of(interface: &str, size: usize) -> String {
    let each = |part: &dyn Fn(usize) -> String| (0..size).map(part).collect::<Vec<_>>();
    let listed = |part: &dyn Fn(usize) -> String| each(part).join(", ");
    let ty = format!("({})", listed(&|i| format!("T{i}")));
    let bounds = listed(&|i| format!("T{i}: {interface}"));
    let parts = |name: &str, value: &str| format!("let ({}) = {value}\n", listed(&|i| format!("{name}{i}")));
    let (own, other) = (parts("a", "self"), parts("b", "other"));
    let method = match interface {
        "Eq" => {
            let equal = each(&|i| format!("a{i} == b{i}")).join(" and ");
            format!("fn eq(self, other :: {ty}) -> Bool do\n{own}{other}{equal}\nend")
        }
        "Ord" => {
            let pairs: Vec<_> = (0..size).map(|i| (format!("a{i}"), format!("b{i}"))).collect();
            order(&ty, &format!("{own}{other}{}", compared(&pairs)))
        }
        "Hash" => format!("fn hash(self) -> Int do\n{own}{}\nend", mixed(size, each(&|i| format!("a{i}")))),
        "Display" => tuple_shown("to_string", "append_string", &own, size),
        _ => tuple_shown("inspect", "append_inspect", &own, size),
    };
    format!("impl {interface} for {ty} where {bounds} do\n{method}\nend\n")
}

/// `(a, b)`, written behind `text`.
fn tuple_shown(alone: &str, append: &str, own: &str, size: usize) -> String {
    let mut body = format!("{own}let text = text <> \"(\"\n");
    for i in 0..size {
        let before = if i > 0 { " <> \", \"" } else { "" };
        body.push_str(&format!("let text = a{i}.{append}(text{before})\n"));
    }
    shown(alone, append, &format!("{body}text <> \")\""))
}
