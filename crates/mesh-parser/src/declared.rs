//! The nodes of short declarations: constants, imports, what another language declares.

use crate::ast::{Expr, Item, ItemKind, Name, Path, Type};

/// `const LIMIT :: Int = 10`
#[derive(Clone, Debug, PartialEq)]
pub struct Const {
    pub name: Name,
    pub ty: Option<Type>,
    pub value: Expr,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub module: Path,
    /// `None` for `import A.B`, the names for `from A.B import x, y`.
    pub names: Option<Vec<Name>>,
}

/// `extern "C" do ... end`
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    /// The language, as written.
    pub language: String,
    /// Functions, whose bodies are missing, and types that are only names.
    pub items: Vec<Item>,
}

impl Item {
    /// The declarations that it consists of: those of an `extern` block one by one, itself otherwise.
    pub fn declared(&self) -> &[Item] {
        match &self.kind {
            ItemKind::Foreign(block) => &block.items,
            _ => std::slice::from_ref(self),
        }
    }
}
