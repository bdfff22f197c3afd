//! What a call gives: of the runtime, of a function that is known, and of one that is handed in.

use mesh_common::Span;

use super::Breach;
use super::state::{State, Why};
use super::walk::Walk;
use crate::ir::{Callee, ExternId, ExternResult, FuncId, Lends, Ty, TyId, Var};

/// What moves an element out of a collection, which holds it no more.
const LIFTING: &str = "mesh_map_lift";

/// Functions of the runtime, by symbol: what allocates although it gives nothing that lies in memory, and what that is.
pub const KEEPING: &[(&str, &str)] = &[
    ("mesh_timer_send_after", "a message"),
    ("mesh_timer_send_every", "a message"),
    ("mesh_process_monitor", "a monitor"),
    ("mesh_process_monitor_next_spawn", "a monitor"),
    ("mesh_process_link", "a link"),
    ("mesh_process_register", "a name"),
    ("mesh_process_exit", "a signal"),
    ("mesh_process_on_exit", "what is done at the end"),
    ("mesh_process_at_end", "what is done at the end"),
];

impl Walk<'_, '_> {
    pub(super) fn call_extern(&mut self, id: ExternId, args: &[Var], span: Span) -> State {
        let program = self.all.program;
        let declared = &program.externs[id];
        let results: Vec<TyId> = match declared.result {
            ExternResult::Word(ty) | ExternResult::Out(ty) | ExternResult::Option(ty) => vec![ty],
            ExternResult::Result(ok, err) => vec![ok, err],
            ExternResult::Unit | ExternResult::Never => Vec::new(),
        };
        let is_element = declared.params.iter().flat_map(|param| &param.lends.elements).any(|ty| results.contains(ty));
        if !is_element && results.iter().any(|ty| !self.all.layouts.is_scalar(*ty)) {
            let what = results.iter().find_map(|ty| match self.all.program.types[*ty] {
                Ty::String => Some("a text"),
                Ty::List(_) => Some("a list"),
                Ty::Map(..) => Some("a map"),
                Ty::Set(_) => Some("a set"),
                _ => None,
            });
            self.allocates(span, what.unwrap_or("a value"));
        }
        let kept = KEEPING.iter().find(|(symbol, _)| *symbol == declared.symbol.as_str());
        kept.into_iter().for_each(|(_, what)| self.allocates(span, what));
        let owned: Vec<Var> =
            declared.params.iter().zip(args).filter(|(param, _)| param.owned).map(|(_, arg)| *arg).collect();
        let changed = owned.iter().copied().find(|arg| results.iter().any(|ty| self.lies_in(self.ty(*arg), *ty)));
        let mut made = match changed {
            Some(changed) => {
                self.change(changed, span);
                let others: Vec<Var> = owned.into_iter().filter(|arg| *arg != changed).collect();
                self.changed(changed, &others)
            }
            None => self.made_of(&owned),
        };
        for (param, arg) in declared.params.iter().zip(args) {
            self.lent(&mut made, (&param.lends, *arg), &results, declared.symbol.as_str(), span);
        }
        made
    }

    /// What a function of the runtime gives of what it borrows.
    fn lent(&self, made: &mut State, (lends, arg): (&Lends, Var), results: &[TyId], symbol: &str, span: Span) {
        if lends.whole {
            let state = self.state(arg);
            if state.given {
                made.share(&Why::Rest(span));
            }
            made.constant.whole |= state.constant.whole;
            made.hold(&State { shared: None, ..state }, self.ty(arg));
        }
        for ty in lends.elements.iter().copied().filter(|ty| !self.all.layouts.is_scalar(*ty)) {
            if results.contains(&ty) {
                made.join(&self.element_of(arg, symbol, ty, span));
                continue;
            }
            let mut element = self.state(arg).part(ty);
            if element.given {
                let root = Some(self.facts.root(arg));
                element.share(&Why::Held { holder: self.name(arg), read: span, root });
            }
            made.hold(&element, ty);
        }
    }

    /// An element that the runtime gives: the collection still holds it, if it was not lifted out.
    fn element_of(&self, collection: Var, symbol: &str, ty: TyId, span: Span) -> State {
        let mut element = self.state(collection).part(ty);
        if element.given && symbol != LIFTING {
            let root = self.facts.root(collection);
            let other = self.facts.other_use(collection, span);
            element.share(&Why::Used { name: self.name(collection), first: span, other, root: Some(root) });
        }
        element
    }

    /// Whether a type is another one or a direct part of it.
    fn lies_in(&self, ty: TyId, other: TyId) -> bool {
        ty == other || matches!(&self.all.program.types[other], Ty::Tuple(parts) if parts.contains(&ty))
    }

    /// What a call gives; nothing while it is not known that it gives something.
    pub(super) fn call(&mut self, callee: Callee, args: &[Var], result: TyId, span: Span) -> Option<State> {
        match callee {
            Callee::Function(id) => self.call_known(id, args.to_vec(), span),
            Callee::Closure(closure) => {
                let state = self.state(closure);
                let with_itself: Vec<Var> = [closure].iter().chain(args).copied().collect();
                if let Some(id) = state.code {
                    return self.call_known(id, with_itself, span);
                }
                let mut made = self.call_unknown(closure, args, result, span);
                // It may be one of these, and what they do is no matter of whoever handed in another.
                let could_be = |id: &FuncId| {
                    let function = &self.all.program.functions[*id];
                    function.params.first().is_some_and(|own| function.vars[*own].ty == self.ty(closure))
                };
                for id in state.codes.into_iter().filter(could_be).collect::<Vec<_>>() {
                    self.call_known(id, with_itself.clone(), span).iter().for_each(|state| made.join(state));
                }
                Some(made)
            }
        }
    }

    /// The same of a function that is known.
    fn call_known(&mut self, id: FuncId, args: Vec<Var>, span: Span) -> Option<State> {
        let states: Vec<State> = args.iter().map(|arg| self.state(*arg)).collect();
        let summary = self.all.ask(self.context, id, states.iter().map(State::shape).collect());
        let is_closure = self.all.program.functions[id].is_closure;
        let mut told = Vec::new();
        for breach in summary.changes {
            // What a function copies for its own reasons is told where it is written, and so is what a closure has captured.
            if let Some(Why::Argument(at)) = breach.why
                && !(is_closure && at == 0)
                && !self.is_lost
                && !told.contains(&at)
            {
                told.push(at);
                let seen = self.seen_from_here(breach, span, (id, &args), &states);
                if seen.why.is_some() {
                    self.add_change(seen);
                }
            }
        }
        if let Some(breach) = summary.copy.filter(|_| self.summary.copy.is_none() && !self.is_lost) {
            self.summary.copy = Some(self.seen_from_here(breach, span, (id, &args), &states));
        }
        if let Some(breach) = summary.alloc.filter(|_| self.summary.alloc.is_none() && !self.is_lost) {
            self.summary.alloc = Some(self.seen_from_here(breach, span, (id, &args), &states));
        }
        let holder = args.iter().find(|arg| self.state(**arg).given);
        let holder = holder.map_or_else(String::new, |arg| self.name(*arg));
        let params = &self.all.program.functions[id].params;
        // What goes in the function when one of its parameters goes, goes here with the argument.
        let root = |root: Var| {
            let position = params.iter().position(|param| *param == root)?;
            Some(self.facts.root(args[position]))
        };
        summary.result.map(|state| substituted(state, &states, &root, (&holder, span)))
    }

    /// What a function copies, said in the terms of its caller.
    fn seen_from_here(&self, breach: Breach, span: Span, (id, args): (FuncId, &[Var]), states: &[State]) -> Breach {
        let is_closure = self.all.program.functions[id].is_closure;
        match breach.why {
            _ if breach.is_fixed => breach,
            Some(Why::Argument(0)) if is_closure => Breach { why: Some(Why::Captured), is_fixed: true, ..breach },
            Some(Why::Argument(at)) => {
                let (name, state) = (self.name(args[at]), &states[at]);
                let what = if state.shared.is_none() { format!("a part of {name}") } else { name };
                Breach { span, what, why: state.any_reason(), within: None, is_fixed: false }
            }
            _ if is_closure => Breach { is_fixed: true, ..breach },
            _ => {
                let name = self.all.program.functions[id].name.to_string();
                let within = breach.within.or(Some((name, breach.span)));
                Breach { span, within, ..breach }
            }
        }
    }

    /// A call of a function that is handed in: what it does is its own matter, but it may give what it was given, or a part of that.
    fn call_unknown(&mut self, closure: Var, args: &[Var], result: TyId, span: Span) -> State {
        self.allocates(span, "what a function that is handed in allocates");
        let mut made = self.made_of(&[&[closure], args].concat());
        let inside = self.all.inside(result);
        for holder in made.constant.parts.clone() {
            let both = self.all.inside(holder);
            made.constant.parts.extend(inside.intersection(&both));
        }
        made.constant.whole |= made.constant.parts.contains(&result);
        for (holder, why) in made.all_parts().map(|(ty, why)| (ty, why.clone())).collect::<Vec<_>>() {
            for ty in inside.intersection(&self.all.inside(holder)) {
                if *ty == result {
                    made.share(&why);
                } else {
                    made.share_parts(*ty, &why);
                }
            }
        }
        made
    }
}

/// The state of a result with the caller's reasons for those of the function.
fn substituted(
    mut state: State,
    arguments: &[State],
    root_here: &dyn Fn(Var) -> Option<Var>,
    (holder, read): (&str, Span),
) -> State {
    let reason = |why: Why| match why {
        Why::Argument(at) => arguments[at].any_reason().unwrap_or(Why::Argument(at)),
        Why::Used { root, .. } | Why::Held { root, .. } => {
            Why::Held { holder: holder.to_owned(), read, root: root.and_then(root_here) }
        }
        Why::Kept { .. } => Why::Held { holder: holder.to_owned(), read, root: None },
        Why::Captured | Why::Rest(_) => why,
    };
    state.shared = state.shared.map(reason);
    let parts: Vec<_> = state.all_parts().map(|(ty, why)| (ty, reason(why.clone()))).collect();
    (state.parts, state.kept) = Default::default();
    parts.iter().for_each(|(ty, why)| state.share_parts(*ty, why));
    state
}
