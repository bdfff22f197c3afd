//! The node of a constant.

use crate::ast::{Expr, Name, Type};

/// `const LIMIT :: Int = 10`
#[derive(Clone, Debug, PartialEq)]
pub struct Const {
    pub name: Name,
    pub ty: Option<Type>,
    pub value: Expr,
}
