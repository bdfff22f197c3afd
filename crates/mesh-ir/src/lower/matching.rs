//! Decision graphs as code. What several ways lead to is a join point: an arm with its variables as parameters, another node
//! with those that are bound in different places.

use mesh_common::{Idx, Span};
use mesh_typeck::decision::{self, Effort, Graph, Link, Node, NodeId, Place, PlaceId, Value};
use mesh_typeck::typed::{Arm, Expr, LocalId, OnFailure, Pattern, TyId as BodyTy};
use mesh_typeck::types::{Ty as Closed, TypeDeclKind};
use rustc_hash::FxHashMap;

use super::Lowerer;
use super::builder::Sink;
use super::expr::Builder;
use crate::ir::{Block, Case, End, Label, Op, Prim, Stmt, Var};

/// What happens at the ends of a graph.
#[derive(Clone, Copy)]
pub enum Ends<'m> {
    /// `case` and clauses.
    Match { arms: &'m [Arm], on_failure: &'m OnFailure, sink: Sink },
    /// `receive`: accepts what matches, unless it is taken already; goes back for more when nothing does. `keyed`: what guards leave can
    /// be found again.
    Receive { arms: &'m [Arm], is_taken: bool, again: Label, sink: Sink, keyed: bool },
    /// `let`: jumps with the variables, or runs the `else`.
    Let { label: Label, or_else: Option<&'m Expr> },
}

/// What is spent on one match before its arms are tried one after the other.
const EFFORT: Effort = Effort { least: 20_000, for_each: 32 };

/// Tests that stand in each other; what is deeper becomes a join point, too.
const DEEPEST: usize = 24;

/// Where a node's value is found.
#[derive(Clone, Copy)]
pub(super) enum Source {
    Place(PlaceId),
    Var(Var),
}

/// A graph being written down.
pub(super) struct Writing<'m> {
    graph: Graph,
    ends: Ends<'m>,
    subjects: Vec<Var>,
    /// What was looked up on the way to the open block, and in which order.
    places: FxHashMap<PlaceId, Var>,
    looked_up: Vec<PlaceId>,
    joins: FxHashMap<NodeId, Label>,
    pub(super) span: Span,
}

impl<'m> Writing<'m> {
    fn new(graph: Graph, ends: Ends<'m>, subjects: Vec<Var>, span: Span) -> Self {
        let (places, joins) = (FxHashMap::default(), FxHashMap::default());
        Writing { graph, ends, subjects, places, looked_up: Vec::new(), joins, span }
    }

    /// Forgets what was looked up since.
    fn forget(&mut self, mark: usize) {
        for place in self.looked_up.drain(mark..) {
            self.places.remove(&place);
        }
    }

    /// Whether a node is code that can be jumped to.
    fn may_be_join(&self, node: NodeId) -> bool {
        match (&self.graph.nodes[node], self.ends) {
            (Node::Leaf { .. }, Ends::Let { .. }) => false,
            (Node::Fail, Ends::Match { on_failure, .. }) => matches!(on_failure, OnFailure::Crash(_)),
            (Node::Fail, Ends::Let { or_else, .. }) => or_else.is_some(),
            _ => true,
        }
    }
}

impl<'a> Lowerer<'a> {
    pub fn graph_of(&self, b: &Builder<'_>, arms: &[Arm]) -> Graph {
        let rows = arms.iter().map(|arm| (arm.patterns.as_slice(), arm.guard.is_some()));
        decision::build(rows, &|ty| self.variant_count(b, ty), EFFORT)
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

    /// Writes the graph of arms over subjects; ends the open block.
    pub fn arms_into<'b>(
        &mut self,
        b: &mut Builder<'b>,
        subjects: Vec<Var>,
        ends: Ends<'b>,
        arms: &'b [Arm],
        span: Span,
    ) {
        let graph = self.graph_of(b, arms);
        self.graph_into(b, graph, subjects, ends, span);
    }

    /// The same for a graph that is there.
    pub fn graph_into<'b>(
        &mut self,
        b: &mut Builder<'b>,
        graph: Graph,
        subjects: Vec<Var>,
        ends: Ends<'b>,
        span: Span,
    ) {
        self.write_graph(b, &mut Writing::new(graph, ends, subjects, span));
    }

    fn arm_body<'b>(&mut self, b: &mut Builder<'b>, arm: &'b Arm, ends: Ends<'b>) {
        match ends {
            Ends::Match { sink, .. } => self.into(b, &arm.body, sink),
            Ends::Receive { sink, is_taken, .. } => {
                if !is_taken {
                    self.unit_op(b, Op::ReceiveAccept, arm.span);
                }
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

    // ---- nodes -------------------------------------------------------------------------------------------------

    fn write_graph<'b>(&mut self, b: &mut Builder<'b>, writing: &mut Writing<'b>) {
        let order = writing.graph.from_the_ends();
        let (mut ways, mut depths) = (vec![0_u32; writing.graph.nodes.len()], vec![0; writing.graph.nodes.len()]);
        for node in &order {
            writing.graph.links(*node).iter().for_each(|link| ways[link.node.index()] += 1);
        }
        // What a node leads to comes before it, so that it knows the labels.
        for node in order {
            let below = writing.graph.links(node).iter().map(|link| depths[link.node.index()]).max();
            let depth = below.map_or(0, |below| below + 1);
            let is_join = (ways[node.index()] > 1 || depth > DEEPEST) && writing.may_be_join(node);
            depths[node.index()] = if is_join { 0 } else { depth };
            if is_join {
                self.write_join(b, node, writing);
            }
        }
        let root = writing.graph.root.clone();
        self.follow(b, &root, &[], writing);
    }

    fn write_join<'b>(&mut self, b: &mut Builder<'b>, node: NodeId, writing: &mut Writing<'b>) {
        let label = b.label();
        let leaf = match &writing.graph.nodes[node] {
            Node::Leaf { arm, bindings } => Some((*arm, bindings.iter().map(|(local, _)| *local).collect())),
            _ => None,
        };
        let locals: Vec<LocalId> = leaf
            .as_ref()
            .map_or_else(|| writing.graph.params[node].clone(), |(_, locals): &(_, Vec<_>)| locals.clone());
        let params = self.variables(b, &locals);
        b.open();
        // What was done before it, guards among it, is not seen here.
        let itself = b.itself.take();
        match leaf {
            Some((arm, _)) => {
                locals.iter().zip(&params).for_each(|(local, var)| {
                    b.bind(*local, *var);
                });
                self.write_arm(b, arm, writing);
            }
            None => {
                let scope: Vec<Source> = params.iter().map(|var| Source::Var(*var)).collect();
                self.write(b, node, &scope, writing);
            }
        }
        writing.forget(0);
        b.itself = itself;
        let body = b.close();
        b.push(Stmt::Join { label, params, body, recursive: false });
        writing.joins.insert(node, label);
    }

    /// New variables with the types and names of the body's.
    fn variables(&mut self, b: &mut Builder<'_>, locals: &[LocalId]) -> Vec<Var> {
        let variable = |local: &LocalId| {
            let ty = self.local_type(b, *local);
            b.var(ty, Some(b.locals[*local].name))
        };
        locals.iter().map(variable).collect()
    }

    /// Goes on with the node behind a link. `scope`: what the parameters are where the link stands.
    pub(super) fn follow<'b>(&mut self, b: &mut Builder<'b>, link: &Link, scope: &[Source], writing: &mut Writing<'b>) {
        let inner: Vec<Source> = link.args.iter().map(|value| source(*value, scope)).collect();
        let Some(&label) = writing.joins.get(&link.node) else {
            self.write(b, link.node, &inner, writing);
            return;
        };
        let args = match &writing.graph.nodes[link.node] {
            Node::Leaf { bindings, .. } => bindings.iter().map(|(_, value)| source(*value, &inner)).collect(),
            _ => inner,
        };
        let args = args.into_iter().map(|source| self.find(b, source, writing)).collect();
        b.end(End::Jump(label, args));
    }

    /// What is behind a link, in a block of its own: what it looked up is not known outside.
    pub(super) fn branch<'b>(
        &mut self,
        b: &mut Builder<'b>,
        link: &Link,
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) -> Block {
        self.apart(b, writing, |this, b, writing| this.follow(b, link, scope, writing))
    }

    /// A block of its own.
    pub(super) fn apart<'b>(
        &mut self,
        b: &mut Builder<'b>,
        writing: &mut Writing<'b>,
        write: impl FnOnce(&mut Self, &mut Builder<'b>, &mut Writing<'b>),
    ) -> Block {
        let mark = writing.looked_up.len();
        b.open();
        write(self, b, writing);
        writing.forget(mark);
        b.close()
    }

    fn write<'b>(&mut self, b: &mut Builder<'b>, node: NodeId, scope: &[Source], writing: &mut Writing<'b>) {
        match &writing.graph.nodes[node] {
            Node::Fail => self.write_failure(b, writing),
            Node::Leaf { arm, bindings } => {
                let (arm, bindings) = (*arm, bindings.clone());
                if let Ends::Let { label, .. } = writing.ends {
                    let values = bindings.iter().map(|(_, value)| self.find(b, source(*value, scope), writing));
                    let args = values.collect();
                    b.end(End::Jump(label, args));
                    return;
                }
                self.bind_all(b, &bindings, scope, writing);
                self.write_arm(b, arm, writing);
            }
            Node::Guard { bindings, arm, holds, otherwise } => {
                let (arm, bindings, holds, otherwise) = (*arm, bindings.clone(), holds.clone(), otherwise.clone());
                let (Ends::Match { arms, .. } | Ends::Receive { arms, .. }) = writing.ends else { return };
                self.bind_all(b, &bindings, scope, writing);
                let Some(guard) = &arms[arm].guard else { return };
                let Some(on) = self.value(b, guard) else { return };
                let yes = self.branch(b, &holds, scope, writing);
                let keyed = matches!(writing.ends, Ends::Receive { keyed: true, .. });
                let no = self.apart(b, writing, |this, b, writing| {
                    if !keyed || this.tell_left(b, &arms[arm], arm, writing.span).is_some() {
                        this.follow(b, &otherwise, scope, writing);
                    }
                });
                b.end(End::Switch { on, cases: vec![(Case::Bool(true), yes)], default: Some(Box::new(no)) });
            }
            Node::Switch { place, cases, default } => {
                let (place, cases, default) = (*place, cases.clone(), default.clone());
                let on = self.find(b, Source::Place(place), writing);
                self.ask(b, on, &cases, default.as_ref(), scope, writing);
            }
        }
    }

    fn write_arm<'b>(&mut self, b: &mut Builder<'b>, arm: usize, writing: &Writing<'b>) {
        let (Ends::Match { arms, .. } | Ends::Receive { arms, .. }) = writing.ends else { return };
        self.arm_body(b, &arms[arm], writing.ends);
    }

    fn bind_all<'b>(
        &mut self,
        b: &mut Builder<'b>,
        bindings: &[(LocalId, Value)],
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        for (local, value) in bindings {
            let var = self.find(b, source(*value, scope), writing);
            b.bind(*local, var);
        }
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

    /// The value of a source; one at a place is projected when it is first needed.
    fn find(&mut self, b: &mut Builder<'_>, source: Source, writing: &mut Writing<'_>) -> Var {
        let at = match source {
            Source::Var(var) => return var,
            Source::Place(at) => at,
        };
        if let Some(&var) = writing.places.get(&at) {
            return var;
        }
        let span = writing.span;
        let (place, ty) = writing.graph.places[at];
        let mut inside = |this: &mut Self, b: &mut Builder<'_>, base: PlaceId| {
            let base = this.find(b, Source::Place(base), writing);
            let ty = ty.map_or_else(|| b.type_of(base), |ty| this.expr_type(b, ty));
            (base, ty)
        };
        let var = match place {
            Place::Subject(subject) => return writing.subjects[subject as usize],
            Place::Field { base, variant, field } => {
                let (base, ty) = inside(self, b, base);
                b.emit(ty, Op::Project { base, variant, field }, span)
            }
            Place::Item { list, index } => {
                let (list, ty) = inside(self, b, list);
                let int = self.type_id(&Closed::Int);
                let index = b.emit(int, Op::Int(i64::from(index)), span);
                b.emit(ty, Op::Prim(Prim::ListGet, vec![list, index]), span)
            }
            Place::Rest { list, from } => {
                let (list, ty) = inside(self, b, list);
                b.emit(ty, Op::ListDrop { list, from }, span)
            }
        };
        writing.places.insert(at, var);
        writing.looked_up.push(at);
        var
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
        let graph = decision::single(pattern, &|ty| self.variant_count(b, ty), EFFORT);
        let label = b.label();
        let ends = Ends::Let { label, or_else };
        let leaf = graph.nodes.iter().find_map(|node| match node {
            Node::Leaf { bindings, .. } => Some(bindings.clone()),
            _ => None,
        });
        let is_leaf = matches!(graph.nodes[graph.root.node], Node::Leaf { .. });
        let mut writing = Writing::new(graph, ends, vec![value], pattern.span);
        let bindings = leaf.unwrap_or_default();
        if is_leaf {
            let args = writing.graph.root.args.clone();
            let scope: Vec<Source> = args.into_iter().map(|value| source(value, &[])).collect();
            self.bind_all(b, &bindings, &scope, &mut writing);
            return Some(());
        }
        b.open();
        self.write_graph(b, &mut writing);
        let inner = b.close();
        let locals: Vec<LocalId> = bindings.iter().map(|(local, _)| *local).collect();
        let params = self.variables(b, &locals);
        locals.iter().zip(&params).for_each(|(local, var)| {
            b.bind(*local, *var);
        });
        b.splice(inner, label, params);
        (!b.ended()).then_some(())
    }
}

/// Where a value is, seen from where the parameters are these.
fn source(value: Value, scope: &[Source]) -> Source {
    match value {
        Value::Place(place) => Source::Place(place),
        Value::Param(at) => scope[at as usize],
    }
}
