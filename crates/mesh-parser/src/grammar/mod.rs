//! The grammar, one file per idea.

mod actor;
mod control;
mod declare;
mod expr;
mod extern_block;
mod item;
mod module;
mod pattern;
mod primary;
mod stmt;
mod string;
mod test;
mod types;

use chumsky::prelude::*;

use crate::ast::{Block, Expr, Item, Module, Param, Pattern, StringPart, Type};
use crate::cursor::Cursor;
use crate::rule::{Parse, Rule};
use mesh_common::ModulePath;

/// The rules that others are made of.
#[derive(Clone)]
struct Rules<'t> {
    expr: Rule<'t, Expr>,
    /// Statements up to the enders of the place.
    stmts: Rule<'t, Block>,
    ty: Rule<'t, Type>,
    pattern: Rule<'t, Pattern>,
    /// A pattern without `as`, `::` and `|`: what parameters take.
    single: Rule<'t, Pattern>,
    string: Rule<'t, Vec<StringPart>>,
    /// A string without interpolation.
    plain: Rule<'t, String>,
    param: Rule<'t, Param>,
}

impl<'t> Rules<'t> {
    fn new(expr: Rule<'t, Expr>, stmts: Rule<'t, Block>) -> Self {
        let string = string::parts(expr.clone());
        let plain = string::plain(string.clone());
        let ty = types::ty();
        let pattern = pattern::pattern(plain.clone());
        let single = pattern::single(pattern.clone(), plain.clone(), true);
        let param = item::param(single.clone(), pattern.clone(), ty.clone(), expr.clone());
        Rules { expr, stmts, ty, pattern, single, string, plain, param }
    }
}

/// Expressions with these statements in their blocks.
fn expr<'t>(stmts: Rule<'t, Block>) -> Rule<'t, Expr> {
    recursive(|expr| expr::expr(&Rules::new(expr.rule(), stmts))).rule()
}

/// Items; statements, which they are made of, may hold items in turn.
pub fn item<'t>() -> Rule<'t, Item> {
    let item = recursive(|item| {
        let item = item.rule();
        let stmts = recursive(|stmts| {
            let stmts = stmts.rule();
            stmt::stmts(&Rules::new(expr(stmts.clone()), stmts), item.clone())
        });
        let stmts = stmts.rule();
        item::item(&Rules::new(expr(stmts.clone()), stmts), item)
    });
    item.rule()
}

/// Reads the whole file.
pub fn module<'t>(cursor: &mut Cursor<'t>, path: ModulePath, item: &Rule<'t, Item>) -> Module {
    module::module(cursor, path, item.clone())
}
