//! SQL as it reaches a database: literals with the literals that are put into them, through names, functions and branches.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use mesh_common::Span;
use mesh_sql::{Class, Piece, Value};
use mesh_typeck::known;
use mesh_typeck::print;
use mesh_typeck::typed::{Body, Expr, ExprKind, Function, FunctionBody, LocalId, Module, PatternKind, Stmt, TyId};
use mesh_typeck::typed_walk::read;
use mesh_typeck::types::{FnRef, Ty};

/// In how many ways an expression may be written out: branches multiply.
const MOST_WAYS: usize = 16;
/// How deep functions and literals are followed into one another.
const MOST_DEPTH: u32 = 12;
/// How many pieces a statement has at most.
const MOST_PIECES: usize = 2000;

/// The functions of a program.
pub struct Program<'a> {
    functions: HashMap<FnRef, &'a Function>,
    scopes: RefCell<HashMap<FnRef, Rc<Scope<'a>>>>,
}

/// One body, and what its names stand for.
pub struct Scope<'a> {
    pub function: &'a Function,
    pub body: &'a Body,
    named: HashMap<LocalId, &'a Expr>,
}

/// An expression in its body.
pub type Place<'a> = (Rc<Scope<'a>>, &'a Expr);

/// One way in which an expression may be written out.
#[derive(Clone, Default)]
pub struct Way {
    pub pieces: Vec<(Piece, Span)>,
    /// The literals that it is made of.
    pub literals: Vec<Span>,
}

impl Way {
    fn then(&self, next: &Way) -> Option<Way> {
        let pieces: Vec<(Piece, Span)> = self.pieces.iter().chain(&next.pieces).cloned().collect();
        let literals = self.literals.iter().chain(&next.literals).copied().collect();
        (pieces.len() <= MOST_PIECES).then_some(Way { pieces, literals })
    }
}

impl<'a> Program<'a> {
    pub fn of(modules: &'a [&'a Module]) -> Program<'a> {
        let functions = modules.iter().flat_map(|module| &module.functions);
        Program { functions: functions.map(|function| (function.name, function)).collect(), scopes: RefCell::default() }
    }

    /// The body of a function; `None` when it is not written in Mesh.
    pub fn scope(&self, function: FnRef) -> Option<Rc<Scope<'a>>> {
        if let Some(known) = self.scopes.borrow().get(&function) {
            return Some(Rc::clone(known));
        }
        let found = *self.functions.get(&function)?;
        let FunctionBody::Mesh(body) = &*found.body else { return None };
        let scope = Rc::new(Scope { function: found, body, named: named(body) });
        self.scopes.borrow_mut().insert(function, Rc::clone(&scope));
        Some(scope)
    }

    /// The expressions of SQL that an argument of a function of `Db` is: itself, those in a list, or what a function gives.
    pub fn given_to(&self, (scope, arg): Place<'a>) -> Vec<Place<'a>> {
        match &arg.kind {
            _ if is_sql(scope.ty(arg.ty)) => vec![(scope, arg)],
            ExprKind::Local { local } => match scope.named.get(local) {
                Some(value) => self.given_to((Rc::clone(&scope), value)),
                None => Vec::new(),
            },
            ExprKind::List(items) => items.iter().flat_map(|item| self.given_to((Rc::clone(&scope), item))).collect(),
            ExprKind::Closure { body, .. } => self.given_to((scope, body)),
            ExprKind::Function { function, .. } => match self.scope(*function) {
                Some(inside) => self.given_to((Rc::clone(&inside), &inside.body.root)),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// All ways in which SQL may be written out; `None` when a part is known only when the program runs.
    pub fn ways(&self, place: Place<'a>) -> Option<Vec<Way>> {
        self.ways_within(place, MOST_DEPTH)
    }

    fn ways_within(&self, (scope, expr): Place<'a>, depth: u32) -> Option<Vec<Way>> {
        let depth = depth.checked_sub(1)?;
        if let Some((texts, values)) = parts(expr) {
            return self.literal(&scope, expr.span, (texts, values), depth);
        }
        match &expr.kind {
            ExprKind::Local { local } => {
                let value = *scope.named.get(local)?;
                self.ways_within((scope, value), depth)
            }
            ExprKind::Block { result, .. } => self.ways_within((scope, result), depth),
            ExprKind::If { then, otherwise, .. } => self.either(&scope, [&**then, &**otherwise], depth),
            ExprKind::Match { arms, .. } => self.either(&scope, arms.iter().map(|arm| &arm.body), depth),
            ExprKind::Call { function, args, .. } if function.module == known::types::sql().module => {
                match args.as_slice() {
                    [] if *function == known::functions::sql_empty() => Some(vec![Way::default()]),
                    [list, separator] if *function == known::functions::sql_join() => {
                        self.joined(&scope, list, separator, depth)
                    }
                    _ => None,
                }
            }
            ExprKind::Call { function, .. } => {
                let inside = self.scope(*function)?;
                let root = &inside.body.root;
                self.ways_within((inside, root), depth)
            }
            _ => None,
        }
    }

    fn either(
        &self,
        scope: &Rc<Scope<'a>>,
        branches: impl IntoIterator<Item = &'a Expr>,
        depth: u32,
    ) -> Option<Vec<Way>> {
        let mut all = Vec::new();
        for branch in branches {
            all.extend(self.ways_within((Rc::clone(scope), branch), depth)?);
        }
        (!all.is_empty() && all.len() <= MOST_WAYS).then_some(all)
    }

    fn joined(&self, scope: &Rc<Scope<'a>>, list: &'a Expr, separator: &'a Expr, depth: u32) -> Option<Vec<Way>> {
        let list = match &list.kind {
            ExprKind::Local { local } => *scope.named.get(local)?,
            _ => list,
        };
        let ExprKind::List(items) = &list.kind else { return None };
        let between = self.ways_within((Rc::clone(scope), separator), depth)?;
        let mut all = vec![Way::default()];
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                all = product(&all, &between)?;
            }
            all = product(&all, &self.ways_within((Rc::clone(scope), item), depth)?)?;
        }
        Some(all)
    }

    fn literal(
        &self,
        scope: &Rc<Scope<'a>>,
        span: Span,
        (texts, values): (&'a [Expr], &'a [Expr]),
        depth: u32,
    ) -> Option<Vec<Way>> {
        let mut all = vec![Way { pieces: Vec::new(), literals: vec![span] }];
        for (index, text) in texts.iter().enumerate() {
            let piece = |piece: Piece, span: Span| Way { pieces: vec![(piece, span)], literals: Vec::new() };
            all = product(&all, &[piece(Piece::Text(text_of(text)), text.span)])?;
            let Some(value) = values.get(index).map(given) else { continue };
            let ways = match scope.value(scope.ty(value.ty)) {
                Some(known) => vec![piece(Piece::Value(known), value.span)],
                None if is_sql(scope.ty(value.ty)) => self.ways_within((Rc::clone(scope), value), depth)?,
                None => return None,
            };
            all = product(&all, &ways)?;
        }
        Some(all)
    }
}

fn product(left: &[Way], right: &[Way]) -> Option<Vec<Way>> {
    if left.len() * right.len() > MOST_WAYS {
        return None;
    }
    left.iter().flat_map(|one| right.iter().map(|other| one.then(other))).collect()
}

impl Scope<'_> {
    pub fn ty(&self, id: TyId) -> &Ty {
        &self.body.types[id]
    }

    /// What a value is to a column; `None` when it may be SQL.
    fn value(&self, ty: &Ty) -> Option<Value> {
        let shown = print::ty(ty, &self.function.scheme.params);
        match ty {
            Ty::Param(_) | Ty::Projection(_) | Ty::Error => None,
            Ty::Named(name, _) if *name == known::types::sql() || *name == known::types::sql_value() => None,
            Ty::Named(name, args) if *name == known::types::list() => {
                let item = self.value(&args[0])?;
                Some(Value { is_list: true, ..item })
            }
            Ty::Named(name, args) if *name == known::types::option() => {
                let inner = self.value(&args[0])?;
                Some(Value { shown, ..inner })
            }
            other => Some(Value { class: class(other), is_list: false, shown }),
        }
    }
}

/// What the names of a body stand for, as far as each is bound once and for all.
fn named(body: &Body) -> HashMap<LocalId, &Expr> {
    let mut named = HashMap::new();
    read(&body.root, &mut |expr| {
        let ExprKind::Block { stmts, .. } = &expr.kind else { return };
        for stmt in stmts {
            if let Stmt::Let { pattern, value, or_else: None } = stmt
                && let PatternKind::Bind(local) = pattern.kind
            {
                named.insert(local, value);
            }
        }
    });
    named
}

fn is_sql(ty: &Ty) -> bool {
    matches!(ty, Ty::Named(name, _) if *name == known::types::sql())
}

/// What a type is to a column.
pub fn class(ty: &Ty) -> Class {
    match ty {
        Ty::Int => Class::Int,
        Ty::Float => Class::Float,
        Ty::Bool => Class::Bool,
        Ty::String => Class::Text,
        Ty::Named(name, _) if *name == known::types::bytes() => Class::Bytes,
        Ty::Named(name, args) if *name == known::types::option() => class(&args[0]),
        _ => Class::Other,
    }
}

/// The texts and values of a literal.
pub fn parts(expr: &Expr) -> Option<(&[Expr], &[Expr])> {
    let ExprKind::Call { function, args, .. } = &expr.kind else { return None };
    let is_literal = *function == known::functions::sql_literal();
    match (is_literal, args.as_slice()) {
        (true, [texts, values]) => match (&texts.kind, &values.kind) {
            (ExprKind::List(texts), ExprKind::List(values)) if texts.len() == values.len() + 1 => Some((texts, values)),
            _ => None,
        },
        _ => None,
    }
}

/// The value before it was made into one for a column.
fn given(value: &Expr) -> &Expr {
    match &value.kind {
        ExprKind::CallMethod { args, .. } if args.len() == 1 => &args[0],
        _ => value,
    }
}

fn text_of(text: &Expr) -> String {
    match &text.kind {
        ExprKind::String(text) => text.clone(),
        _ => String::new(),
    }
}
