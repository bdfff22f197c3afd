//! One function for arguments of certain shapes: follows its paths with the counts that `rc` wrote.

use std::rc::Rc;

use mesh_common::{FxIndexMap, Span};
use rustc_hash::FxHashMap;

use super::facts::Facts;
use super::lives::{Entry, Lives};
use super::state::{Constant, Shape, State, Why};
use super::{Analysis, Breach, Summary};
use crate::ir::{Block, End, ExternResult, Function, Label, Op, Prim, Stmt, Taken, Ty, TyId, Var};
use crate::layout::Repr;
use crate::rc::uses;

type States = FxIndexMap<Var, Rc<State>>;

/// What is known of a function so far.
pub(super) fn summary(all: &mut Analysis<'_>, context: usize) -> Summary {
    let program = all.program;
    let id = all.contexts[context].function;
    let function = &program.functions[id];
    let facts = all.facts(id);
    let mut walk = Walk {
        all,
        context,
        function,
        facts: facts.clone(),
        states: States::default(),
        entries: FxHashMap::default(),
        loops: 0,
        is_lost: false,
        summary: Summary::default(),
    };
    let arguments: Vec<Rc<State>> = walk.all.contexts[context]
        .arguments
        .iter()
        .enumerate()
        .map(|(position, shape): (usize, &Shape)| Rc::new(State::argument(shape, position)))
        .collect();
    walk.states.extend(function.params.iter().copied().zip(arguments));
    walk.block(&function.body, &facts.lives);
    walk.summary
}

pub(super) struct Walk<'a, 'p> {
    pub all: &'a mut Analysis<'p>,
    pub context: usize,
    function: &'p Function,
    pub facts: Rc<Facts>,
    /// What is known where the walk is.
    pub(super) states: States,
    /// What is known where join points are entered.
    entries: FxHashMap<Label, States>,
    /// In how many loops the walk is: the next round adds to what is known where their join points are entered.
    loops: usize,
    /// Whether the program ends behind this block: what it does before does not count.
    pub is_lost: bool,
    pub summary: Summary,
}

impl<'p> Walk<'_, 'p> {
    pub(super) fn ty(&self, var: Var) -> TyId {
        self.function.vars[var].ty
    }

    fn is_counted(&self, var: Var) -> bool {
        !self.all.layouts.is_scalar(self.ty(var))
    }

    pub(super) fn state(&self, var: Var) -> State {
        if !self.is_counted(var) && !matches!(self.all.program.types[self.ty(var)], Ty::Token { .. } | Ty::Int) {
            return State::default();
        }
        self.states.get(&var).map(|state| State::clone(state)).unwrap_or_default()
    }

    fn put(&mut self, var: Var, state: State) {
        self.states.insert(var, Rc::new(state));
    }

    /// Changes the states in which a variable is a reason.
    pub(super) fn each_about(&mut self, var: Var, change: impl Fn(&mut State)) {
        self.states.values_mut().filter(|state| state.is_about(var)).map(Rc::make_mut).for_each(change);
    }

    fn block(&mut self, block: &'p Block, lives: &Lives) {
        let was_lost = self.is_lost;
        self.is_lost |= self.is_crash(block);
        let mut dying = lives.dying.as_slice();
        for (at, stmt) in block.stmts.iter().enumerate() {
            match stmt {
                Stmt::Let { var, op, span } => {
                    let mut state = self.op(*var, op, *span);
                    state.given |= self.all.wants_all;
                    self.put(*var, state);
                    self.took(*var, op, *span);
                }
                Stmt::Retain(var) => self.retain(*var, &block.stmts[at..]),
                Stmt::Release(object) => self.release(*object),
                Stmt::Unpack { object, taken } => self.unpack(*object, taken),
                Stmt::Join { .. } => {}
            }
            let (gone, left) = dying.split_at(dying.partition_point(|(last, _)| *last <= at));
            self.forget(gone);
            dying = left;
        }
        self.end(&block.end, dying, &lives.branches);
        self.is_lost = was_lost;
        let joins = block.stmts.iter().rev().filter(|stmt| matches!(stmt, Stmt::Join { .. }));
        for (stmt, lives) in joins.zip(lives.joins.iter().rev()) {
            if let Stmt::Join { label, body, recursive, .. } = stmt {
                self.join(*label, body, lives, *recursive);
            }
        }
    }

    fn forget(&mut self, gone: &[(usize, Var)]) {
        gone.iter().for_each(|(_, var)| _ = self.states.swap_remove(var));
    }

    /// A join point, a loop until it brings nothing new.
    fn join(&mut self, label: Label, body: &'p Block, lives: &Lives, recursive: bool) {
        let Some(mut entry) = self.entries.get(&label).cloned() else { return };
        self.loops += usize::from(recursive);
        loop {
            if self.loops == 0 {
                self.entries.remove(&label);
            }
            self.states = entered(&lives.entry, &entry);
            self.block(body, lives);
            let Some(again) = self.entries.get(&label).filter(|_| recursive) else { break };
            let is_like = again.len() == entry.len()
                && again.iter().all(|(var, state)| {
                    entry.get(var).is_some_and(|known| Rc::ptr_eq(known, state) || known.is_like(state))
                });
            if is_like {
                break;
            }
            entry.clone_from(again);
        }
        self.loops -= usize::from(recursive);
        if self.loops == 0 {
            self.entries.remove(&label);
        }
    }

    fn end(&mut self, end: &'p End, dying: &[(usize, Var)], lives: &[Lives]) {
        match end {
            End::Return(var) => {
                let state = self.state(*var);
                self.give(state);
            }
            End::Jump(label, args) => self.jump(*label, args, dying),
            End::TailCall { callee, args, span } => {
                if let Some(state) = self.call(*callee, args, self.function.result, *span) {
                    self.give(state);
                }
            }
            end @ End::Switch { .. } => {
                self.forget(dying);
                let before = std::mem::take(&mut self.states);
                let states: Vec<States> = lives.iter().map(|lives| entered(&lives.entry, &before)).collect();
                drop(before);
                for ((block, lives), states) in end.branches().zip(lives).zip(states) {
                    self.states = states;
                    self.block(block, lives);
                }
            }
            End::Unreachable => {}
        }
    }

    fn give(&mut self, state: State) {
        match &mut self.summary.result {
            Some(known) => known.join(&state),
            None => self.summary.result = Some(state),
        }
    }

    fn jump(&mut self, label: Label, args: &[Var], dying: &[(usize, Var)]) {
        let facts = self.facts.clone();
        let params = &facts.joins[&label];
        let given: Vec<Rc<State>> = args.iter().map(|arg| Rc::new(self.state(*arg))).collect();
        let moved: FxHashMap<Var, Var> =
            args.iter().copied().zip(params.iter().copied()).filter(|(arg, _)| !self.is_taken_on(*arg)).collect();
        self.forget(dying);
        let mut states = std::mem::take(&mut self.states);
        for state in states.values_mut().filter(|state| moved.keys().any(|arg| state.is_about(*arg))) {
            Rc::make_mut(state).hand_over(&|holder| moved.get(&holder).copied());
        }
        states.extend(params.iter().copied().zip(given));
        let Some(known) = self.entries.get_mut(&label) else {
            self.entries.insert(label, states);
            return;
        };
        for (var, state) in states {
            let known = known.entry(var).or_insert_with(|| state.clone());
            if !Rc::ptr_eq(known, &state) {
                Rc::make_mut(known).join(&state);
            }
        }
    }

    /// Whether a block does nothing but say why the actor ends.
    fn is_crash(&self, block: &Block) -> bool {
        let ends = |stmt: &Stmt| match stmt {
            Stmt::Let { op: Op::Crash(_), .. } => true,
            Stmt::Let { op: Op::CallExtern(id, _), .. } => self.all.program.externs[*id].result == ExternResult::Never,
            _ => false,
        };
        block.stmts.iter().any(ends)
    }

    fn retain(&mut self, var: Var, rest: &[Stmt]) {
        let mut state = self.state(var);
        if !state.given {
            return;
        }
        let here = rest.iter().find_map(|stmt| match stmt {
            Stmt::Let { op, span, .. } if uses::all_of_op(op).contains(&var) => Some(*span),
            _ => None,
        });
        let known = || self.facts.uses.get(&var)?.first().copied();
        let first = here.or_else(known).unwrap_or(self.function.span);
        let root = self.facts.root(var);
        let other = self.facts.other_use(var, first);
        // One holder more than what it was read out of.
        let root = (root != var && state.shared.is_none()).then_some(root);
        state.share(&Why::Used { name: self.name(var), first, other, root });
        self.put(var, state);
        self.keep(var, var, self.ty(var), (first, other));
    }

    /// What was read out of something that is gone has one holder less.
    fn release(&mut self, object: Var) {
        self.drop_holder(object);
        let mut state = self.state(object);
        if state.shared.is_some() {
            return;
        }
        state.is_gone = true;
        self.put(object, state);
        self.each_about(object, |state| state.lose(object));
    }

    fn unpack(&mut self, object: Var, taken: &Taken) {
        let state = self.state(object);
        let counted = taken.fields.iter().copied().filter(|(_, var)| self.is_counted(*var));
        let parts: Vec<(Var, u32, TyId)> = counted.map(|(field, var)| (var, field, self.ty(var))).collect();
        self.each_about(object, |state| state.spread(object, &parts));
        self.release(object);
        for (field, var) in &taken.fields {
            let part = state.part_at(Some(*field), self.ty(*var));
            self.put(*var, part);
        }
    }

    /// A value as one would write it, `s.items`, if one can.
    fn written(&self, var: Var) -> Option<String> {
        if let Some(name) = self.function.vars[var].name {
            return Some(name.to_string());
        }
        let &(base, field) = self.facts.bases.get(&var)?;
        match (&self.all.program.types[self.ty(base)], field) {
            (Ty::Struct { fields, .. }, Some(field)) => {
                Some(format!("{}.{}", self.written(base)?, fields[field as usize].0))
            }
            _ => None,
        }
    }

    /// What to call a value.
    pub(super) fn name(&self, var: Var) -> String {
        if let Some(written) = self.written(var) {
            return format!("`{written}`");
        }
        let holder = match self.states.get(&var).and_then(|state| state.shared.as_ref()) {
            Some(Why::Held { holder, .. }) => Some(holder.clone()),
            _ => self.facts.bases.get(&var).map(|(base, _)| self.name(*base)),
        };
        holder.map_or_else(|| "a value".to_owned(), |holder| format!("a part of {holder}"))
    }

    fn breach(&self, span: Span, what: String, why: Option<Why>) -> Option<Breach> {
        (!self.is_lost).then_some(Breach { span, what, why, within: None, is_fixed: false })
    }

    /// `var` is changed: that is a copy when somebody else holds it. Gives whether it is.
    pub(super) fn change(&mut self, var: Var, span: Span) -> bool {
        let state = self.state(var);
        let Some(why) = state.shared else { return state.constant.whole };
        let found = self.breach(span, self.name(var), Some(why));
        self.copies(var, found);
        true
    }

    /// `of` is copied, if it is found that it is.
    fn copies(&mut self, of: Var, found: Option<Breach>) {
        if let Some(breach) = found.as_ref().filter(|_| self.is_collection(of)) {
            self.add_change(breach.clone());
        }
        self.summary.copy = self.summary.copy.take().or(found);
    }

    /// Whether a change of it is one of a struct, a list, a map or a set. Texts are put together all the time, and are small.
    fn is_collection(&self, var: Var) -> bool {
        matches!(self.all.program.types[self.ty(var)], Ty::Struct { .. } | Ty::List(_) | Ty::Map(..) | Ty::Set(_))
    }

    /// What is copied, where all of that is wanted; an expression is told once.
    pub(super) fn add_change(&mut self, breach: Breach) {
        let is_known = |known: &Breach| {
            let argument = |breach: &Breach| if let Some(Why::Argument(at)) = breach.why { Some(at) } else { None };
            known.span == breach.span && argument(known) == argument(&breach)
        };
        if self.all.wants_all && !self.summary.changes.iter().any(is_known) {
            self.summary.changes.push(breach);
        }
    }

    pub(super) fn allocates(&mut self, span: Span, what: &str) {
        let found = self.breach(span, what.to_owned(), None);
        self.summary.alloc = self.summary.alloc.take().or(found);
    }

    /// What is made of some values.
    pub(super) fn made_of(&self, vars: &[Var]) -> State {
        let mut made = State::default();
        for var in vars.iter().filter(|var| self.is_counted(**var)) {
            made.hold(&self.state(*var), self.ty(*var));
        }
        made
    }

    fn op(&mut self, var: Var, op: &'p Op, span: Span) -> State {
        match op {
            Op::Project { base, field, .. } => self.state(*base).part_at(Some(*field), self.ty(var)),
            Op::Capture { env: base, .. } => self.state(*base).part(self.ty(var)),
            Op::Construct { args, reuse, .. } => self.construct(var, args, *reuse, span),
            Op::Reset { object, taken } => {
                let state = self.state(*object);
                let is_shared = state.shared.is_some() || state.constant.whole;
                self.unpack(*object, taken);
                // A token without memory is one that is shared.
                State { shared: is_shared.then_some(Why::Rest(span)), ..State::default() }
            }
            Op::List(items) => {
                if !items.is_empty() {
                    self.allocates(span, "a list");
                }
                self.made_of(items)
            }
            Op::Closure { function, captures } => {
                if !captures.is_empty() {
                    self.allocates(span, "a closure that keeps what it uses");
                }
                let mut made = self.made_of(captures);
                made.codes.insert(*function);
                State { code: Some(*function), ..made }
            }
            Op::Prim(prim, args) => self.prim(*prim, args, var, span),
            Op::ListDrop { list, .. } => {
                self.allocates(span, "the rest of a list");
                let list = self.state(*list);
                State { shared: list.given.then_some(Why::Rest(span)), ..list }
            }
            Op::Call(callee, args) => self.call(*callee, args, self.ty(var), span).unwrap_or_default(),
            Op::CallExtern(id, args) => self.call_extern(*id, args, span),
            Op::OutValue(tag) => self.state(*tag),
            Op::Spawn { .. } => {
                self.allocates(span, "an actor");
                State::default()
            }
            Op::Send { .. } => {
                self.allocates(span, "a message");
                State::default()
            }
            Op::Constant(_) => State { constant: Constant { whole: true, ..Constant::default() }, ..State::default() },
            Op::ReceiveMessage | Op::ReceiveTaken if self.is_counted(var) => {
                self.allocates(span, "a message");
                State::default()
            }
            _ => State::default(),
        }
    }

    fn construct(&mut self, var: Var, args: &[Var], reuse: Option<Var>, span: Span) -> State {
        let is_object = *self.all.layouts.repr(self.ty(var)) == Repr::Boxed && !args.is_empty();
        if is_object {
            let has_memory = reuse.is_some_and(|token| self.state(token).shared.is_none());
            if !has_memory {
                self.allocates(span, "a value");
            }
            self.changed_struct(var, args, span);
        }
        self.made_of(args)
    }

    /// A value of the same fields as another one but for some is a change of that one.
    fn changed_struct(&mut self, var: Var, args: &[Var], span: Span) {
        let ty = self.ty(var);
        let same = |(at, arg): (usize, &Var)| match self.facts.bases.get(arg) {
            Some(&(base, Some(field))) if field as usize == at && self.ty(base) == ty => Some(base),
            _ => None,
        };
        let bases: Vec<Var> = args.iter().enumerate().filter_map(same).collect();
        let Some(&base) = bases.first() else { return };
        if bases.iter().all(|other| *other == base) && is_copy(&self.state(base)) {
            let why = self.state(base).shared.unwrap_or_else(|| Why::Used {
                name: self.name(base),
                first: span,
                other: self.facts.other_use(base, span),
                root: None,
            });
            let found = self.breach(span, self.name(base), Some(why));
            self.copies(base, found);
        }
    }

    fn prim(&mut self, prim: Prim, args: &[Var], var: Var, span: Span) -> State {
        match prim {
            Prim::ListGet | Prim::ListLift | Prim::MapLift => self.state(args[0]).part(self.ty(var)),
            Prim::ListRoom => {
                self.allocates(span, "a list");
                State::default()
            }
            Prim::ListAppend => {
                self.change(args[0], span);
                self.allocates(span, "a list that grows");
                self.changed(args[0], &args[1..])
            }
            Prim::ListOwn | Prim::MapOwn => {
                if self.change(args[0], span) {
                    self.allocates(span, "the copy");
                }
                self.changed(args[0], &[])
            }
            Prim::ListFill | Prim::MapFill => self.changed(args[0], &args[2..]),
            Prim::StringAppend => {
                self.change(args[0], span);
                self.allocates(span, "a text");
                self.changed(args[0], &[])
            }
            _ => State::default(),
        }
    }

    /// A value after a change, which also holds these.
    pub(super) fn changed(&mut self, var: Var, more: &[Var]) -> State {
        let mut state = State { shared: None, is_gone: false, ..self.state(var) };
        if std::mem::take(&mut state.constant.whole) {
            // The copy holds what the constant does.
            let ty = self.ty(var);
            state.constant.parts.extend(self.all.inside(ty).iter().filter(|inside| **inside != ty));
        }
        for var in more.iter().filter(|var| self.is_counted(**var)) {
            state.hold(&self.state(*var), self.ty(*var));
        }
        state
    }
}

/// What is known where a block is entered.
fn entered(entry: &Entry, all: &States) -> States {
    match entry {
        Entry::Only(vars) => vars.iter().filter_map(|var| Some((*var, all.get(var)?.clone()))).collect(),
        Entry::Without(vars) => {
            let mut states = all.clone();
            vars.iter().for_each(|var| _ = states.swap_remove(var));
            states
        }
    }
}

/// Whether a value whose fields go into a new one stays beside that one: those of a value that is gone were moved.
fn is_copy(base: &State) -> bool {
    base.given && (base.shared.is_some() || !base.is_gone)
}
