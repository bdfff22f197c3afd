//! Decision trees as code. An arm that several paths reach is a join point with its variables as parameters.

use mesh_common::Span;
use mesh_typeck::typed::{Arm, Expr, LocalId, OnFailure, Pattern, PatternKind, TyId as BodyTy};
use mesh_typeck::types::{Ty as Closed, TypeDeclKind};
use rustc_hash::FxHashMap;

use super::Lowerer;
use super::builder::Sink;
use super::expr::Builder;
use super::tree::{self, Place, Test, Tree};
use crate::ir::{Block, Case, End, Label, Op, Prim, Stmt, TyId, Var};

/// What happens at the ends of a tree.
#[derive(Clone, Copy)]
pub enum Ends<'m> {
    /// `case` and clauses.
    Match { arms: &'m [Arm], on_failure: &'m OnFailure, sink: Sink },
    /// `receive`: accepts what matches, goes back for more when nothing does.
    Receive { arms: &'m [Arm], again: Label, sink: Sink },
    /// `let`: jumps with the variables, or runs the `else`.
    Let { label: Label, or_else: Option<&'m Expr> },
}

/// A tree being written down.
struct Writing<'m> {
    ends: Ends<'m>,
    subjects: Vec<Var>,
    places: FxHashMap<Place, Var>,
    /// Join points of arms that several paths reach, with the order of their variables.
    shared: Vec<Option<(Label, Vec<LocalId>)>>,
    span: Span,
}

impl<'a> Lowerer<'a> {
    fn tree_of(&self, b: &Builder<'_>, arms: &[Arm]) -> Tree {
        tree::build(arms, &|ty| self.variant_count(b, ty))
    }

    /// The number of variants of a sum type.
    fn variant_count(&self, b: &Builder<'_>, ty: BodyTy) -> Option<usize> {
        let Closed::Named(name, _) = self.closed_type(b, ty) else { return None };
        match &self.decls.types.get(&name)?.kind {
            TypeDeclKind::Sum(variants) => Some(variants.len()),
            _ => None,
        }
    }

    pub fn match_into<'b>(
        &mut self,
        b: &mut Builder<'b>,
        subjects: &'b [Expr],
        arms: &'b [Arm],
        on_failure: &'b OnFailure,
        span: Span,
        sink: Sink,
    ) {
        let Some(subjects) = self.values(b, subjects) else { return };
        self.arms_into(b, subjects, Ends::Match { arms, on_failure, sink }, arms, span);
    }

    /// Writes the tree of arms over subjects; ends the open block.
    pub fn arms_into<'b>(
        &mut self,
        b: &mut Builder<'b>,
        subjects: Vec<Var>,
        ends: Ends<'b>,
        arms: &'b [Arm],
        span: Span,
    ) {
        let tree = self.tree_of(b, arms);
        let mut counts = vec![0; arms.len()];
        tree::uses(&tree, &mut counts);
        let shared: Vec<Option<(Label, Vec<LocalId>)>> = arms
            .iter()
            .zip(&counts)
            .map(|(arm, count)| (*count > 1).then(|| (b.label(), bound(&arm.patterns))))
            .collect();
        for (arm, join) in arms.iter().zip(&shared) {
            if let Some((label, locals)) = join {
                self.shared_arm(b, arm, *label, locals, ends);
            }
        }
        let mut writing = Writing { ends, subjects, places: FxHashMap::default(), shared, span };
        self.write(b, &tree, &mut writing);
    }

    /// The body of an arm as a join point.
    fn shared_arm<'b>(&mut self, b: &mut Builder<'b>, arm: &'b Arm, label: Label, locals: &[LocalId], ends: Ends<'b>) {
        let mut params = Vec::new();
        for local in locals {
            let ty = self.local_type(b, *local);
            let var = b.var(ty, Some(b.locals[*local].name));
            b.env.insert(*local, var);
            params.push(var);
        }
        b.open();
        self.arm_body(b, arm, ends);
        let body = b.close();
        b.push(Stmt::Join { label, params, body, recursive: false });
    }

    fn arm_body<'b>(&mut self, b: &mut Builder<'b>, arm: &'b Arm, ends: Ends<'b>) {
        match ends {
            Ends::Match { sink, .. } => self.into(b, &arm.body, sink),
            Ends::Receive { sink, .. } => {
                self.unit_op(b, Op::ReceiveAccept, arm.span);
                self.into(b, &arm.body, sink);
            }
            Ends::Let { .. } => {}
        }
    }

    /// An operation that gives nothing.
    pub fn unit_op(&mut self, b: &mut Builder<'_>, op: Op, span: Span) {
        let unit = self.type_id(&Closed::Unit);
        b.emit(unit, op, span);
    }

    // ---- trees -------------------------------------------------------------------------------------------------

    fn write<'b>(&mut self, b: &mut Builder<'b>, tree: &Tree, writing: &mut Writing<'b>) {
        match tree {
            Tree::Fail => self.write_failure(b, writing),
            Tree::Leaf { arm, bindings } => self.write_leaf(b, *arm, bindings, writing),
            Tree::Guard { arm, bindings, otherwise } => self.write_guard(b, *arm, bindings, otherwise, writing),
            Tree::Switch { place, cases, default } => {
                let on = self.place(b, place, writing);
                let mut blocks = Vec::new();
                for (variant, tree) in cases {
                    blocks.push((Case::Variant(*variant), self.branch(b, tree, writing)));
                }
                let default = match default {
                    Some(tree) => Some(Box::new(self.branch(b, tree, writing))),
                    None => blocks.pop().map(|(_, block)| Box::new(block)),
                };
                b.end(End::Switch { on, cases: blocks, default });
            }
            Tree::Test { place, test, yes, no } => {
                let on = self.place(b, place, writing);
                let (on, case) = self.test(b, on, test, writing.span);
                let yes = self.branch(b, yes, writing);
                let no = self.branch(b, no, writing);
                b.end(End::Switch { on, cases: vec![(case, yes)], default: Some(Box::new(no)) });
            }
        }
    }

    /// A subtree in a block of its own: what it looked up is not known outside.
    fn branch<'b>(&mut self, b: &mut Builder<'b>, tree: &Tree, writing: &mut Writing<'b>) -> Block {
        let places = writing.places.clone();
        b.open();
        self.write(b, tree, writing);
        writing.places = places;
        b.close()
    }

    fn write_leaf<'b>(
        &mut self,
        b: &mut Builder<'b>,
        arm: usize,
        bindings: &[(LocalId, Place)],
        writing: &mut Writing<'b>,
    ) {
        if let Ends::Let { label, .. } = writing.ends {
            let args = bindings.iter().map(|(_, place)| self.place(b, place, writing)).collect();
            b.end(End::Jump(label, args));
            return;
        }
        match writing.shared[arm].clone() {
            Some((label, locals)) => {
                let args = locals
                    .iter()
                    .map(|local| {
                        let place = &bindings.iter().find(|(known, _)| known == local).expect("bound").1;
                        self.place(b, place, writing)
                    })
                    .collect();
                b.end(End::Jump(label, args));
            }
            None => {
                self.bind_all(b, bindings, writing);
                let (Ends::Match { arms, .. } | Ends::Receive { arms, .. }) = writing.ends else { return };
                self.arm_body(b, &arms[arm], writing.ends);
            }
        }
    }

    fn bind_all<'b>(&mut self, b: &mut Builder<'b>, bindings: &[(LocalId, Place)], writing: &mut Writing<'b>) {
        for (local, place) in bindings {
            let var = self.place(b, place, writing);
            b.env.insert(*local, var);
        }
    }

    fn write_guard<'b>(
        &mut self,
        b: &mut Builder<'b>,
        arm: usize,
        bindings: &[(LocalId, Place)],
        otherwise: &Tree,
        writing: &mut Writing<'b>,
    ) {
        let (Ends::Match { arms, .. } | Ends::Receive { arms, .. }) = writing.ends else { return };
        self.bind_all(b, bindings, writing);
        let Some(guard) = &arms[arm].guard else { return };
        let Some(holds) = self.value(b, guard) else { return };
        let yes = {
            let places = writing.places.clone();
            b.open();
            self.write_leaf(b, arm, bindings, writing);
            writing.places = places;
            b.close()
        };
        let no = self.branch(b, otherwise, writing);
        b.end(End::Switch { on: holds, cases: vec![(Case::Bool(true), yes)], default: Some(Box::new(no)) });
    }

    fn write_failure<'b>(&mut self, b: &mut Builder<'b>, writing: &mut Writing<'b>) {
        match writing.ends {
            Ends::Match { on_failure: OnFailure::Crash(text), .. } => {
                let string = self.type_id(&Closed::String);
                let text = b.emit(string, Op::String(text.clone()), writing.span);
                self.unit_op(b, Op::Crash(text), writing.span);
                b.end(End::Unreachable);
            }
            Ends::Match { .. } => b.end(End::Unreachable),
            Ends::Receive { again, .. } => {
                self.unit_op(b, Op::ReceiveSkip, writing.span);
                b.end(End::Jump(again, Vec::new()));
            }
            Ends::Let { or_else, .. } => {
                if let Some(block) = or_else {
                    self.value(b, block);
                }
                b.end(End::Unreachable);
            }
        }
    }

    /// The value at a place, projected when it is first needed.
    fn place(&mut self, b: &mut Builder<'_>, place: &Place, writing: &mut Writing<'_>) -> Var {
        if let Some(&var) = writing.places.get(place) {
            return var;
        }
        let span = writing.span;
        let var = match place {
            Place::Subject(i) => writing.subjects[*i],
            Place::Field(base, variant, field, ty) => {
                let base = self.place(b, base, writing);
                let ty = self.expr_type(b, ty.0);
                b.emit(ty, Op::Project { base, variant: *variant, field: *field }, span)
            }
            Place::Item(list, index, ty) => {
                let list = self.place(b, list, writing);
                let ty = self.expr_type(b, ty.0);
                let int = self.type_id(&Closed::Int);
                let index = b.emit(int, Op::Int(i64::from(*index)), span);
                b.emit(ty, Op::Prim(Prim::ListGet, vec![list, index]), span)
            }
            Place::Rest(list, from, ty) => {
                let list = self.place(b, list, writing);
                let ty = self.expr_type(b, ty.0);
                b.emit(ty, Op::ListDrop { list, from: *from }, span)
            }
        };
        writing.places.insert(place.clone(), var);
        var
    }

    /// A Bool (or the subject itself) and the case that means yes.
    fn test(&mut self, b: &mut Builder<'_>, on: Var, test: &Test, span: Span) -> (Var, Case) {
        let (bool_ty, int) = (self.type_id(&Closed::Bool), self.type_id(&Closed::Int));
        let compare = |b: &mut Builder<'_>, prim: Prim, left: Var, right: Var| {
            (b.emit(bool_ty, Op::Prim(prim, vec![left, right]), span), Case::Bool(true))
        };
        match test {
            Test::Int(value) => (on, Case::Int(*value)),
            Test::Bool(value) => (on, Case::Bool(*value)),
            Test::Float(value) => {
                let float = self.type_id(&Closed::Float);
                let value = b.emit(float, Op::Float(*value), span);
                compare(b, Prim::FloatEq, on, value)
            }
            Test::Atom(name) => {
                let atom = self.type_id(&Closed::Atom);
                let value = b.emit(atom, Op::Atom(*name), span);
                compare(b, Prim::AtomEq, on, value)
            }
            Test::String(text) => {
                let string = self.type_id(&Closed::String);
                let text = b.emit(string, Op::String(text.clone()), span);
                let equal = self.std_call(b, "Prelude", "string_eq", Vec::new(), vec![on, text], span);
                (equal.unwrap_or(on), Case::Bool(true))
            }
            Test::LengthIs(n) => {
                let length = b.emit(int, Op::Prim(Prim::ListLen, vec![on]), span);
                (length, Case::Int(*n as i64))
            }
            Test::LengthAtLeast(n) => {
                let length = b.emit(int, Op::Prim(Prim::ListLen, vec![on]), span);
                let least = b.emit(int, Op::Int(*n as i64), span);
                compare(b, Prim::IntLe, least, length)
            }
        }
    }

    // ---- let ---------------------------------------------------------------------------------------------------

    /// Binds the variables of a pattern; nothing when the program does not go on.
    pub fn let_pattern<'b>(
        &mut self,
        b: &mut Builder<'b>,
        pattern: &'b Pattern,
        value: Var,
        or_else: Option<&'b Expr>,
    ) -> Option<()> {
        let tree = tree::single(pattern, &|ty| self.variant_count(b, ty));
        let span = pattern.span;
        let label = b.label();
        let ends = Ends::Let { label, or_else };
        let mut writing =
            Writing { ends, subjects: vec![value], places: FxHashMap::default(), shared: Vec::new(), span };
        if let Tree::Leaf { bindings, .. } = &tree {
            self.bind_all(b, bindings, &mut writing);
            return Some(());
        }
        // Every path binds the variables in the order of the first one.
        let locals = bound(std::slice::from_ref(pattern));
        let tree = ordered(tree, &locals);
        b.open();
        self.write(b, &tree, &mut writing);
        let inner = b.close();
        let mut params = Vec::new();
        for local in &locals {
            let ty: TyId = self.local_type(b, *local);
            let var = b.var(ty, Some(b.locals[*local].name));
            b.env.insert(*local, var);
            params.push(var);
        }
        b.splice(inner, label, params);
        (!b.ended()).then_some(())
    }
}

/// The variables that patterns bind, each once.
fn bound(patterns: &[Pattern]) -> Vec<LocalId> {
    let mut found = Vec::new();
    patterns.iter().for_each(|pattern| collect(pattern, &mut found));
    found
}

fn collect(pattern: &Pattern, found: &mut Vec<LocalId>) {
    match &pattern.kind {
        PatternKind::Bind(local) => add(*local, found),
        PatternKind::As(inner, local) => {
            add(*local, found);
            collect(inner, found);
        }
        PatternKind::Tuple(items) | PatternKind::Construct { args: items, .. } | PatternKind::Or(items) => {
            items.iter().for_each(|item| collect(item, found));
        }
        PatternKind::List { items, rest } => {
            items.iter().for_each(|item| collect(item, found));
            if let Some(rest) = rest {
                collect(rest, found);
            }
        }
        _ => {}
    }
}

fn add(local: LocalId, found: &mut Vec<LocalId>) {
    if !found.contains(&local) {
        found.push(local);
    }
}

/// The tree with the bindings of its leaves in this order.
fn ordered(tree: Tree, locals: &[LocalId]) -> Tree {
    match tree {
        Tree::Leaf { arm, bindings } => {
            let place = |local: &LocalId| bindings.iter().find(|(known, _)| known == local).cloned();
            Tree::Leaf { arm, bindings: locals.iter().filter_map(place).collect() }
        }
        Tree::Switch { place, cases, default } => Tree::Switch {
            place,
            cases: cases.into_iter().map(|(variant, tree)| (variant, ordered(tree, locals))).collect(),
            default: default.map(|tree| Box::new(ordered(*tree, locals))),
        },
        Tree::Test { place, test, yes, no } => {
            let (yes, no) = (Box::new(ordered(*yes, locals)), Box::new(ordered(*no, locals)));
            Tree::Test { place, test, yes, no }
        }
        other => other,
    }
}
