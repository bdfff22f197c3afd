//! `property("name", fn xs :: List<Int> -> ... end)`: a test that makes values and tries them.

use mesh_parser::ast::{Block, Expr, ExprKind, Pattern, PatternKind, Stmt, StmtKind, Type, TypeKind};

use super::build::Build;
use super::tests::Body;
use crate::known;

/// The statement that tries a property with so many values. What it takes is made of choices, one after the other:
///
/// ```mesh fragment
/// Property.check(100, fn choices'0 ->
///   let (value'0, choices'1) :: (List<Int>, Property.Choices) = Property.any(choices'0)
///   Property.tried(fn -> let xs = value'0 ... end, [("xs", Test.shown(value'0))], choices'1)
/// end)
/// ```
pub fn check(cases: i64, code: Body<'_>, at: Build) -> Stmt {
    let (mut made, mut trial, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for (i, param) in code.params.iter().enumerate() {
        let here = Build(param.span);
        let (value, choices, next) = (format!("value'{i}"), format!("choices'{i}"), format!("choices'{}", i + 1));
        let pattern = Pattern { kind: PatternKind::Tuple(vec![here.bind(&value), here.bind(&next)]), span: param.span };
        let ty = param.ty.clone().map(|ty| {
            let both = TypeKind::Tuple(vec![ty, here.library_type(known::types::choices(), Vec::new())]);
            Type { kind: both, span: param.span }
        });
        made.push(bound(
            here,
            pattern,
            ty,
            here.call(here.library(known::functions::property_any()), vec![here.var(&choices)]),
        ));
        trial.push(bound(here, param.pattern.clone(), param.ty.clone(), here.var(&value)));
        let name = match &param.pattern.kind {
            PatternKind::Bind(name) => name.to_string(),
            _ => format!("value {}", i + 1),
        };
        let text = here.call(here.library(known::functions::shown()), vec![here.var(&value)]);
        shown.push(here.expr(ExprKind::Tuple(vec![here.text(&name), text])));
    }
    trial.extend(code.body.stmts.iter().cloned());
    trial.push(at.stmt(at.expr(ExprKind::Unit { nil: false })));
    let trial = at.closure(Vec::new(), Block { stmts: trial, span: code.body.span });
    let last = at.var(&format!("choices'{}", code.params.len()));
    let args = vec![trial, at.expr(ExprKind::List(shown)), last];
    made.push(at.stmt(at.call(at.library(known::functions::property_tried()), args)));
    let make = at.closure(vec![at.param("choices'0", None)], at.block(made));
    at.stmt(at.call(at.library(known::functions::property_check()), vec![at.int(cases), make]))
}

fn bound(at: Build, pattern: Pattern, ty: Option<Type>, value: Expr) -> Stmt {
    Stmt { kind: StmtKind::Let { pattern, ty, value, or_else: None }, span: at.0 }
}
