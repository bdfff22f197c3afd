//! What the attributes of a function say: that its body is not Mesh, and what it promises.

use mesh_parser::ast::{self, AttributeArg, ItemKind};

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
