//! A `receive` that waits for a value which is known when it begins: `x when x == wanted`. Its mailbox is told that value, and which one each
//! message has that such a guard left, so that a message is found behind however many others.

use mesh_common::Span;
use mesh_typeck::bound_in;
use mesh_typeck::known::{self, MethodRef};
use mesh_typeck::typed::{Arm, Expr, ExprKind, LocalId, MethodUse, Receive};
use mesh_typeck::types::{QualifiedName, Ty as Closed, TypeDeclKind};

use super::Lowerer;
use super::expr::Builder;
use crate::ir::{Op, Var};

/// What a guard compares: a part of the message, and a value that was there before.
struct Compared<'b> {
    part: &'b Expr,
    wanted: &'b Expr,
    method: &'b MethodUse,
}

impl Lowerer<'_> {
    /// Whether every guard of a `receive` compares, so that what they leave can be found again.
    pub fn is_keyed(&self, b: &Builder<'_>, receive: &Receive) -> bool {
        let mut guarded = receive.arms.iter().filter(|arm| arm.guard.is_some()).peekable();
        guarded.peek().is_some() && guarded.all(|arm| !self.compared(b, arm).is_empty())
    }

    /// A `receive` with this number begins: tells the mailbox what its guards want.
    pub fn tell_wanted<'b>(&mut self, b: &mut Builder<'b>, receive: &'b Receive, site: u32, span: Span) -> Option<()> {
        let int = self.type_id(&Closed::Int);
        for (at, arm) in receive.arms.iter().enumerate() {
            let compared = self.compared(b, arm);
            if compared.is_empty() {
                continue;
            }
            let (wanted, ty) = self.together(b, &compared, |compared| compared.wanted, span)?;
            let site = b.emit(int, Op::Int(i64::from(site)), span);
            let at = b.emit(int, Op::Int(at as i64), span);
            self.std_call(b, known::functions::receive_wants(), vec![ty], vec![site, at, wanted], span)?;
        }
        Some(())
    }

    /// The guard of an arm has left a message: tells the mailbox by what it can be found.
    pub fn tell_left<'b>(&mut self, b: &mut Builder<'b>, arm: &'b Arm, at: usize, span: Span) -> Option<()> {
        let int = self.type_id(&Closed::Int);
        let compared = self.compared(b, arm);
        let (part, ty) = self.together(b, &compared, |compared| compared.part, span)?;
        let at = b.emit(int, Op::Int(at as i64), span);
        self.std_call(b, known::functions::receive_left(), vec![ty], vec![at, part], span).map(|_| ())
    }

    /// One value for all that a guard compares, on one side, and its type: a tuple where there are several.
    fn together<'b>(
        &mut self,
        b: &mut Builder<'b>,
        compared: &[Compared<'b>],
        side: impl Fn(&Compared<'b>) -> &'b Expr,
        span: Span,
    ) -> Option<(Var, Closed)> {
        let types: Vec<Closed> = compared.iter().map(|one| self.closed_type(b, one.method.subject)).collect();
        let values = compared.iter().map(|one| self.value(b, side(one))).collect::<Option<Vec<Var>>>()?;
        if let ([value], [ty]) = (values.as_slice(), types.as_slice()) {
            return Some((*value, ty.clone()));
        }
        let ty = Closed::Tuple(types);
        let tuple = self.type_id(&ty);
        Some((b.emit(tuple, Op::Construct { variant: 0, args: values, reuse: None }, span), ty))
    }

    /// What the guard of an arm compares with `==`, where nothing that it lets through is unequal.
    fn compared<'b>(&self, b: &Builder<'_>, arm: &'b Arm) -> Vec<Compared<'b>> {
        let mut tests = Vec::new();
        if let Some(guard) = &arm.guard {
            conjuncts(guard, &mut tests);
        }
        let compared = tests.into_iter().filter_map(|test| {
            let ExprKind::CallMethod { method, args } = &test.kind else { return None };
            let [left, right] = args.as_slice() else { return None };
            let is_eq = (MethodRef { interface: method.interface, method: method.method }) == known::methods::eq();
            let subject = self.closed_type(b, method.subject);
            if !is_eq || !self.is_told_by_its_parts(method.interface, &subject, &mut Vec::new()) {
                return None;
            }
            let mut bound = Vec::new();
            arm.patterns.iter().for_each(|pattern| bound_in(pattern, &mut bound));
            let of_message = |expr: &Expr| place(expr).is_some_and(|local| bound.contains(&local));
            let was_there = |expr: &Expr| !of_message(expr) && (place(expr).is_some() || is_literal(expr));
            match (of_message(left), of_message(right)) {
                (true, _) if was_there(right) => Some(Compared { part: left, wanted: right, method }),
                (_, true) if was_there(left) => Some(Compared { part: right, wanted: left, method }),
                _ => None,
            }
        });
        compared.collect()
    }

    /// Whether two values of a type are equal just when all that they are made of is, down to what the runtime compares. Not so numbers of
    /// which some are equal that are written differently, as `Float`.
    fn is_told_by_its_parts(&self, eq: QualifiedName, ty: &Closed, known: &mut Vec<Closed>) -> bool {
        match ty {
            Closed::Int | Closed::Bool | Closed::String | Closed::Atom | Closed::Unit => true,
            Closed::Tuple(items) => items.iter().all(|item| self.is_told_by_its_parts(eq, item, known)),
            Closed::Named(name, _) if *name == known::types::pid() => true,
            Closed::Named(name, args) => {
                if known.contains(ty) {
                    return true;
                }
                known.push(ty.clone());
                // The compiler wrote how they are compared.
                let is_derived = self.find_impl(eq, &[], ty).is_some_and(|(decl, _)| decl.derived);
                is_derived && self.parts(*name, args).iter().all(|part| self.is_told_by_its_parts(eq, part, known))
            }
            _ => false,
        }
    }

    /// The types of all fields of a struct or sum type; a type that has none is one that only the runtime knows.
    fn parts(&self, name: QualifiedName, args: &[Closed]) -> Vec<Closed> {
        let fields: Vec<&Closed> = match self.decls.types.get(&name).map(|decl| &decl.kind) {
            Some(TypeDeclKind::Struct(fields)) => fields.iter().map(|field| &field.ty).collect(),
            Some(TypeDeclKind::Sum(variants)) => {
                variants.iter().flat_map(|variant| variant.fields.iter().map(|(_, ty)| ty)).collect()
            }
            _ => vec![&Closed::Error],
        };
        fields.into_iter().map(|ty| self.concrete(ty, args)).collect()
    }
}

/// The tests that have all to hold.
fn conjuncts<'b>(guard: &'b Expr, found: &mut Vec<&'b Expr>) {
    match &guard.kind {
        ExprKind::If { condition, then, otherwise } if matches!(otherwise.kind, ExprKind::Bool(false)) => {
            conjuncts(condition, found);
            conjuncts(then, found);
        }
        _ => found.push(guard),
    }
}

/// The variable that an expression names, or of which it names a part.
fn place(expr: &Expr) -> Option<LocalId> {
    match &expr.kind {
        ExprKind::Local { local } => Some(*local),
        ExprKind::Field { base, .. } => place(base),
        _ => None,
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::String(_) | ExprKind::Atom(_))
}
