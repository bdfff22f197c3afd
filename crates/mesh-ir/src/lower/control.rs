//! Loops.

use mesh_common::Span;
use mesh_typeck::known;
use mesh_typeck::typed::{self, Expr, For, ForSource};
use mesh_typeck::types::Ty as Closed;

use super::Lowerer;
use super::builder::Loop;
use super::expr::Builder;
use crate::ir::{Block, Case, End, Label, Op, Prim, Stmt, TyId, Var};

/// What runs a `for`: the labels and the list that is built.
struct Running {
    again: Label,
    exit: Label,
    /// Loop state, then the list so far when there is one.
    params: Vec<Var>,
    list: Option<Var>,
}

impl<'a> Lowerer<'a> {
    /// `break` or `continue`.
    pub fn leave(&mut self, b: &mut Builder<'_>, whole: bool) -> Option<Var> {
        let inside = b.loops.last().cloned()?;
        b.end(if whole {
            End::Jump(inside.exit, inside.exit_args)
        } else {
            End::Jump(inside.again, inside.again_args)
        });
        None
    }

    pub fn while_loop<'b>(
        &mut self,
        b: &mut Builder<'b>,
        condition: &'b Expr,
        body: &'b Expr,
        span: Span,
    ) -> Option<Var> {
        let (again, exit) = (b.label(), b.label());
        b.loops.push(Loop { again, again_args: Vec::new(), exit, exit_args: Vec::new() });
        b.open();
        if let Some(condition) = self.value(b, condition) {
            b.open();
            if self.value(b, body).is_some() {
                b.end(End::Jump(again, Vec::new()));
            }
            let cases = vec![(Case::Bool(true), b.close())];
            let leave = Block { stmts: Vec::new(), end: End::Jump(exit, Vec::new()) };
            b.end(End::Switch { on: condition, cases, default: Some(Box::new(leave)) });
        }
        let inner = b.close();
        b.loops.pop();
        let repeat = Stmt::Join { label: again, params: Vec::new(), body: inner, recursive: true };
        b.go_on_at(exit, Vec::new(), vec![repeat], End::Jump(again, Vec::new()));
        let unit = self.type_id(&Closed::Unit);
        Some(b.emit(unit, Op::Unit, span))
    }

    pub fn for_loop<'b>(&mut self, b: &mut Builder<'b>, each: &'b For, ty: typed::TyId, span: Span) -> Option<Var> {
        let iterable = self.value(b, &each.iterable)?;
        let list_ty = self.expr_type(b, ty);
        let int = self.type_id(&Closed::Int);
        let (state_ty, first) = match each.source {
            ForSource::Range => (int, b.emit(int, Op::Project { base: iterable, variant: 0, field: 0 }, span)),
            ForSource::List => (int, b.emit(int, Op::Int(0), span)),
            ForSource::Iter => (b.type_of(iterable), iterable),
        };
        let stop = match each.source {
            ForSource::Range => Some(b.emit(int, Op::Project { base: iterable, variant: 0, field: 1 }, span)),
            _ => None,
        };
        let mut start = vec![first];
        let (again, exit) = (b.label(), b.label());
        let mut params = vec![b.var(state_ty, None)];
        let list = each.collect.then(|| b.var(list_ty, None));
        if let Some(list) = list {
            start.push(self.first_list(b, each, list_ty, (first, stop, iterable), span));
            params.push(list);
        }
        let running = Running { again, exit, params: params.clone(), list };
        b.open();
        match each.source {
            ForSource::Range => self.range_body(b, each, &running, stop, span),
            ForSource::List => self.list_body(b, each, &running, iterable, span),
            ForSource::Iter => self.iter_body(b, each, &running, span),
        }
        let inner = b.close();
        let result = list.map(|_| b.var(list_ty, None));
        let repeat = Stmt::Join { label: again, params, body: inner, recursive: true };
        b.go_on_at(exit, result.into_iter().collect(), vec![repeat], End::Jump(again, start));
        match result {
            Some(result) => Some(result),
            None => {
                let unit = self.type_id(&Closed::Unit);
                Some(b.emit(unit, Op::Unit, span))
            }
        }
    }

    /// The list that a loop starts with: with room for all that come, where each round adds one.
    fn first_list(
        &mut self,
        b: &mut Builder<'_>,
        each: &For,
        ty: TyId,
        (first, stop, iterable): (Var, Option<Var>, Var),
        span: Span,
    ) -> Var {
        let int = self.type_id(&Closed::Int);
        let count = match (each.source, stop) {
            _ if each.guard.is_some() => None,
            (ForSource::Range, Some(stop)) => {
                Some(b.emit(int, Op::Prim(Prim::IntWrappingSub, vec![stop, first]), span))
            }
            (ForSource::List, _) => Some(b.emit(int, Op::Prim(Prim::ListLen, vec![iterable]), span)),
            _ => None,
        };
        match count {
            Some(count) => b.emit(ty, Op::Prim(Prim::ListRoom, vec![count]), span),
            None => b.emit(ty, Op::List(Vec::new()), span),
        }
    }

    fn range_body<'b>(&mut self, b: &mut Builder<'b>, each: &'b For, running: &Running, stop: Option<Var>, span: Span) {
        let (bool_ty, int) = (self.type_id(&Closed::Bool), self.type_id(&Closed::Int));
        let at = running.params[0];
        let Some(stop) = stop else { return };
        let more = b.emit(bool_ty, Op::Prim(Prim::IntLt, vec![at, stop]), span);
        self.while_more(b, more, running, |this, b| {
            let one = b.emit(int, Op::Int(1), span);
            let next = b.emit(int, Op::Prim(Prim::IntWrappingAdd, vec![at, one]), span);
            this.round(b, each, running, at, next, span);
        });
    }

    fn list_body<'b>(&mut self, b: &mut Builder<'b>, each: &'b For, running: &Running, list: Var, span: Span) {
        let (bool_ty, int) = (self.type_id(&Closed::Bool), self.type_id(&Closed::Int));
        let item_ty = self.expr_type(b, each.pattern.ty);
        let at = running.params[0];
        let length = b.emit(int, Op::Prim(Prim::ListLen, vec![list]), span);
        let more = b.emit(bool_ty, Op::Prim(Prim::IntLt, vec![at, length]), span);
        self.while_more(b, more, running, |this, b| {
            let item = b.emit(item_ty, Op::Prim(Prim::ListGet, vec![list, at]), span);
            let one = b.emit(int, Op::Int(1), span);
            let next = b.emit(int, Op::Prim(Prim::IntWrappingAdd, vec![at, one]), span);
            this.round(b, each, running, item, next, span);
        });
    }

    fn while_more<'b>(
        &mut self,
        b: &mut Builder<'b>,
        more: Var,
        running: &Running,
        body: impl FnOnce(&mut Self, &mut Builder<'b>),
    ) {
        b.open();
        body(self, b);
        let cases = vec![(Case::Bool(true), b.close())];
        let done = End::Jump(running.exit, running.list.into_iter().collect());
        let leave = Block { stmts: Vec::new(), end: done };
        b.end(End::Switch { on: more, cases, default: Some(Box::new(leave)) });
    }

    fn iter_body<'b>(&mut self, b: &mut Builder<'b>, each: &'b For, running: &Running, span: Span) {
        let item = self.closed_type(b, each.pattern.ty);
        let iter_name = known::types::iter();
        let iter = Closed::Named(iter_name, vec![item.clone()]);
        let pair = Closed::Tuple(vec![item.clone(), iter.clone()]);
        let (item_ty, iter_ty, pair_ty) = (self.type_id(&item), self.type_id(&iter), self.type_id(&pair));
        let state = running.params[0];
        let Some(next) = self.std_call(b, known::functions::iter_next(), vec![item], vec![state], span) else { return };
        b.open();
        let entry = b.emit(pair_ty, Op::Project { base: next, variant: 0, field: 0 }, span);
        let value = b.emit(item_ty, Op::Project { base: entry, variant: 0, field: 0 }, span);
        let rest = b.emit(iter_ty, Op::Project { base: entry, variant: 0, field: 1 }, span);
        self.round(b, each, running, value, rest, span);
        let cases = vec![(Case::Variant(0), b.close())];
        let done = End::Jump(running.exit, running.list.into_iter().collect());
        let leave = Block { stmts: Vec::new(), end: done };
        b.end(End::Switch { on: next, cases, default: Some(Box::new(leave)) });
    }

    /// One round of a `for`: match the item, test the guard, run the body, go on.
    fn round<'b>(&mut self, b: &mut Builder<'b>, each: &'b For, running: &Running, item: Var, next: Var, span: Span) {
        let with = |list: Option<Var>| std::iter::once(next).chain(list).collect::<Vec<_>>();
        let again_args = with(running.list);
        b.loops.push(Loop {
            again: running.again,
            again_args: again_args.clone(),
            exit: running.exit,
            exit_args: running.list.into_iter().collect(),
        });
        self.guarded_round(b, each, running, item, &again_args, span, &with);
        b.loops.pop();
    }

    #[allow(clippy::too_many_arguments)]
    fn guarded_round<'b>(
        &mut self,
        b: &mut Builder<'b>,
        each: &'b For,
        running: &Running,
        item: Var,
        again_args: &[Var],
        span: Span,
        with: &dyn Fn(Option<Var>) -> Vec<Var>,
    ) {
        if self.let_pattern(b, &each.pattern, item, None).is_none() {
            return;
        }
        if let Some(guard) = &each.guard {
            let Some(holds) = self.value(b, guard) else { return };
            b.open();
            self.loop_body(b, each, running, span, with);
            let cases = vec![(Case::Bool(true), b.close())];
            let skip = Block { stmts: Vec::new(), end: End::Jump(running.again, again_args.to_vec()) };
            b.end(End::Switch { on: holds, cases, default: Some(Box::new(skip)) });
            return;
        }
        self.loop_body(b, each, running, span, with);
    }

    fn loop_body<'b>(
        &mut self,
        b: &mut Builder<'b>,
        each: &'b For,
        running: &Running,
        span: Span,
        with: &dyn Fn(Option<Var>) -> Vec<Var>,
    ) {
        let Some(value) = self.value(b, &each.body) else { return };
        let list = match running.list {
            Some(list) => {
                let item = self.closed_type(b, each.body.ty);
                let Some(longer) =
                    self.std_call(b, known::functions::list_append(), vec![item], vec![list, value], span)
                else {
                    return;
                };
                Some(longer)
            }
            None => None,
        };
        b.end(End::Jump(running.again, with(list)));
    }
}
