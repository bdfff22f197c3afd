//! The table of a body's types: while it is inferred each expression has its own, closed most of them are the same few.

use mesh_common::IndexVec;
use rustc_hash::FxHashMap;

use crate::typed::{Arm, Body, Expr, ExprKind, MethodUse, Pattern, PatternKind, Stmt, TyId};
use crate::typed_walk;
use crate::types::Ty;

/// The body with each type once in its table.
pub fn shared(mut body: Body) -> Body {
    let mut known: FxHashMap<Ty, TyId> = FxHashMap::default();
    let mut types = IndexVec::new();
    let mut places: IndexVec<TyId, TyId> = IndexVec::new();
    for ty in body.types.iter() {
        let place = match known.get(ty) {
            Some(&place) => place,
            None => {
                let place = types.push(ty.clone());
                known.insert(ty.clone(), place);
                place
            }
        };
        places.push(place);
    }
    body.types = types;
    for local in body.locals.iter_mut() {
        local.ty = places[local.ty];
    }
    let moves = Moves(&places);
    typed_walk::walk(&mut body.root, &mut |expr| moves.expr(expr));
    body
}

/// Where the types of a table went.
struct Moves<'p>(&'p IndexVec<TyId, TyId>);

impl Moves<'_> {
    fn ty(&self, ty: &mut TyId) {
        *ty = self.0[*ty];
    }

    fn tys(&self, tys: &mut [TyId]) {
        tys.iter_mut().for_each(|ty| self.ty(ty));
    }

    /// The types that an expression names, but those of the expressions inside.
    fn expr(&self, expr: &mut Expr) {
        self.ty(&mut expr.ty);
        match &mut expr.kind {
            ExprKind::Function { type_args, .. } | ExprKind::Call { type_args, .. } => self.tys(type_args),
            ExprKind::Method(method) | ExprKind::CallMethod { method, .. } => self.method(method),
            ExprKind::Match { arms, .. } => self.arms(arms),
            ExprKind::Block { stmts, .. } => {
                for stmt in stmts {
                    if let Stmt::Let { pattern, .. } = stmt {
                        self.pattern(pattern);
                    }
                }
            }
            ExprKind::For(each) => self.pattern(&mut each.pattern),
            ExprKind::Spawn { message, .. } => self.ty(message),
            ExprKind::Receive(receive) => {
                self.ty(&mut receive.message);
                self.arms(&mut receive.arms);
                self.arms(&mut receive.signals);
            }
            _ => {}
        }
    }

    fn method(&self, method: &mut MethodUse) {
        self.tys(&mut method.interface_args);
        self.ty(&mut method.subject);
        self.tys(&mut method.type_args);
    }

    fn arms(&self, arms: &mut [Arm]) {
        arms.iter_mut().flat_map(|arm| &mut arm.patterns).for_each(|pattern| self.pattern(pattern));
    }

    fn pattern(&self, pattern: &mut Pattern) {
        self.ty(&mut pattern.ty);
        match &mut pattern.kind {
            PatternKind::Tuple(items) | PatternKind::Construct { args: items, .. } | PatternKind::Or(items) => {
                items.iter_mut().for_each(|item| self.pattern(item));
            }
            PatternKind::List { items, rest } => {
                items.iter_mut().chain(rest.as_deref_mut()).for_each(|item| self.pattern(item));
            }
            PatternKind::As(inner, _) => self.pattern(inner),
            _ => {}
        }
    }
}
