//! Generalisation: what nothing decides in the types of a group becomes type parameters, with the bounds that wait for it.

use std::rc::Rc;

use mesh_common::Symbol;

use crate::body::Draft;
use crate::check::Checker;
use crate::goals::{Assumption, GoalKind, OUTPUT};
use crate::groups::FnState;
use crate::infer_ty::{ProjT, RigidId, T, VarId};
use crate::known;
use crate::open::{GHOST, MESSAGE};
use crate::types::QualifiedName;

/// The type parameters that inference has found.
pub struct Parameters {
    pub ids: Vec<RigidId>,
    /// What interfaces have to give for them.
    pub equal: Vec<(ProjT, T)>,
}

impl Checker<'_> {
    /// Makes type parameters of what is open in the types of these functions, for the rest of their group. What a mailbox
    /// says stays open: it is that of the whole group.
    pub fn generalise_part(&mut self, part: &[(Symbol, u32)], group: &[(Symbol, u32)]) {
        self.assume_all_of(part);
        self.solve();
        let kept = if self.goals.is_empty() { Vec::new() } else { self.of_mailboxes(group) };
        self.default_projections(&kept);
        let mut found = Vec::new();
        for key in part {
            let open = self.open_fn(key);
            open.params.iter().chain([&open.result]).for_each(|ty| self.store.free_vars(ty, false, &mut found));
        }
        // Where all types are written, nothing is looked for in the rest of the group, of which this is one part of many.
        if found.is_empty() {
            return;
        }
        let kept = self.of_mailboxes(group);
        found.retain(|var| !kept.contains(var));
        let mut names = self.free_names(group);
        let made: Vec<RigidId> =
            found.into_iter().zip(&mut names).map(|(var, name)| self.make_rigid(var, name)).collect();
        let assumed = self.bounds_of(&made);
        for key in part {
            if let FnState::Open(open) = &mut self.functions[key].state {
                let open = Rc::make_mut(open);
                open.inferred.clone_from(&made);
                open.assumed.extend(assumed.iter().cloned());
            }
        }
    }

    /// What is open in the mailboxes of a group, and what is decided with that.
    fn of_mailboxes(&self, group: &[(Symbol, u32)]) -> Vec<VarId> {
        let mut found = Vec::new();
        for key in group {
            self.store.free_vars(&self.open_fn(key).mailbox, true, &mut found);
        }
        let mut known = 0;
        while known < found.len() {
            known = found.len();
            for goal in &self.goals {
                let mut vars = Vec::new();
                goal.types().for_each(|ty| self.store.free_vars(ty, false, &mut vars));
                if vars.iter().any(|var| found.contains(var)) {
                    vars.retain(|var| !found.contains(var));
                    found.append(&mut vars);
                }
            }
        }
        found
    }

    /// Arithmetic on a type that nothing decides gives that type again. Some are decided later.
    pub fn default_projections(&mut self, later: &[VarId]) {
        let goals = std::mem::take(&mut self.goals);
        let mut waiting = Vec::new();
        for goal in goals {
            match &goal.kind {
                GoalKind::Projects { subject, name, result, .. }
                    if name.as_str() == OUTPUT
                        && matches!(self.store.head(subject), T::Var(var) if !later.contains(&var)) =>
                {
                    if self.store.unify(subject, result).is_err() {
                        waiting.push(goal);
                    }
                }
                _ => waiting.push(goal),
            }
        }
        self.goals = waiting;
        self.solve();
    }

    /// Names for type parameters that nobody wrote, unlike those that the group has already.
    fn free_names(&self, group: &[(Symbol, u32)]) -> impl Iterator<Item = Symbol> + use<> {
        let taken: Vec<Symbol> = group
            .iter()
            .map(|key| self.open_fn(key))
            .flat_map(|open| [&open.generics[..], &open.inferred].concat())
            .map(|id| self.store.rigids[id].name)
            .collect();
        (0..).map(|at| Symbol::new(&letter(at))).filter(move |name| !taken.contains(name))
    }

    /// Takes what still waits for these type parameters as their bounds.
    pub fn bounds_of(&mut self, params: &[RigidId]) -> Vec<Assumption> {
        fn is_of(ty: &T, params: &[RigidId]) -> bool {
            match ty {
                T::Rigid(id) => params.contains(id),
                T::Projection(p) => is_of(&p.subject, params),
                _ => false,
            }
        }
        let is_param = |ty: &T| is_of(ty, params);
        let mut inferred: Vec<Assumption> = Vec::new();
        for goal in std::mem::take(&mut self.goals) {
            let subject = self.store.zonk(goal.subject());
            let (interface, args) = match &goal.kind {
                GoalKind::Implements { interface, args, .. } if is_param(&subject) => (*interface, args.clone()),
                GoalKind::Shows { .. } if is_param(&subject) => (known::types::display(), Vec::new()),
                _ => {
                    self.goals.push(goal);
                    continue;
                }
            };
            let or_debug = matches!(goal.kind, GoalKind::Shows { .. });
            match inferred.iter_mut().find(|known| known.subject == subject && known.interface == interface) {
                Some(known) => known.or_debug &= or_debug,
                // What arithmetic on a type gives that nothing decides is that type.
                None => inferred.push(Assumption { subject, interface, args, own_output: true, or_debug }),
            }
        }
        inferred
    }

    /// The subjects of assumptions whose interface has an `Output`, which is the subject itself.
    pub fn outputs_of(&self, assumed: &[Assumption]) -> Vec<(QualifiedName, T)> {
        let name = Symbol::new(OUTPUT);
        let has_output =
            |a: &&Assumption| self.env.traits.get(&a.interface).is_some_and(|decl| decl.associated.contains(&name));
        let own = assumed.iter().filter(|a| a.own_output).filter(has_output);
        own.map(|a| (a.interface, a.subject.clone())).collect()
    }

    /// Makes type parameters of the variables in the group's types.
    pub fn generalise(&mut self, group: &[(Symbol, u32)], drafts: &[Option<Draft>]) -> Parameters {
        let (mut plain, mut received, mut passed) = (Vec::new(), Vec::new(), Vec::new());
        for key in group {
            let open = self.open_fn(key);
            for ty in open.params.iter().chain([&open.result]) {
                self.store.free_vars(ty, false, &mut plain);
            }
        }
        for draft in drafts.iter().flatten() {
            draft.messages.iter().for_each(|(ty, _)| self.store.free_vars(ty, false, &mut received));
            draft.passed.iter().for_each(|ty| self.store.free_vars(ty, false, &mut passed));
        }
        let mut extra = Vec::new();
        let mut names = self.free_names(group);
        let given = self.given_by_interfaces();
        let (later, first): (Vec<VarId>, Vec<VarId>) = plain.into_iter().partition(|var| given.contains(var));
        for (var, name) in first.into_iter().zip(&mut names) {
            extra.push((self.make_rigid(var, name), name));
        }
        let equal = self.project_from(&extra);
        let mut still_open = Vec::new();
        later.into_iter().for_each(|var| self.store.free_vars(&T::Var(var), false, &mut still_open));
        for (var, name) in still_open.into_iter().zip(&mut names) {
            extra.push((self.make_rigid(var, name), name));
        }
        for key in group {
            let open = self.open_fn(key);
            let mut mailboxes = Vec::new();
            for ty in open.params.iter().chain([&open.result]) {
                self.store.free_vars(ty, true, &mut mailboxes);
            }
            for var in mailboxes {
                let real = received.contains(&var) || passed.contains(&var);
                let name = Symbol::new(if real { MESSAGE } else { GHOST });
                extra.push((self.make_rigid(var, name), name));
            }
            if let T::Var(var) = self.store.head(&open.mailbox) {
                if received.contains(&var) {
                    let name = Symbol::new(MESSAGE);
                    extra.push((self.make_rigid(var, name), name));
                } else {
                    self.store.bind(var, T::NoMailbox);
                }
            }
            // The parts of a message that nothing decides: one actor may serve several types.
            let mut parts = Vec::new();
            self.store.free_vars(&open.mailbox, false, &mut parts);
            for (var, name) in parts.into_iter().zip(&mut names) {
                extra.push((self.make_rigid(var, name), name));
            }
        }
        Parameters { ids: extra.into_iter().map(|(id, _)| id).collect(), equal }
    }

    /// The variables that are what an interface gives for another one.
    fn given_by_interfaces(&self) -> Vec<VarId> {
        let mut given = Vec::new();
        for goal in &self.goals {
            if let GoalKind::Projects { subject, result, .. } = &goal.kind
                && let (T::Var(of), T::Var(var)) = (self.store.head(subject), self.store.head(result))
                && of != var
            {
                given.push(var);
            }
        }
        given
    }

    /// What interfaces give for new type parameters is that, by its name; where it is found to be another type, that is a condition.
    fn project_from(&mut self, params: &[(RigidId, Symbol)]) -> Vec<(ProjT, T)> {
        let (mut equal, mut moved) = (Vec::new(), true);
        while std::mem::take(&mut moved) {
            for goal in std::mem::take(&mut self.goals) {
                let projection = match &goal.kind {
                    GoalKind::Projects { subject, interface, args, name, result } if name.as_str() != OUTPUT => {
                        let subject = self.store.zonk(subject);
                        let is_new = params.iter().any(|(id, _)| subject == T::Rigid(*id));
                        let projection = ProjT { interface: *interface, args: args.clone(), name: *name, subject };
                        is_new.then_some((projection, result))
                    }
                    _ => None,
                };
                let Some((projection, result)) = projection else {
                    self.goals.push(goal);
                    continue;
                };
                moved = true;
                if self.store.unify(result, &T::Projection(projection.clone().into())).is_err() {
                    equal.push((projection, result.clone()));
                }
            }
        }
        equal
    }

    pub fn make_rigid(&mut self, var: VarId, name: Symbol) -> RigidId {
        let rigid = self.store.fresh_rigid(name);
        self.store.bind(var, rigid.clone());
        match rigid {
            T::Rigid(id) => id,
            _ => unreachable!("a rigid parameter"),
        }
    }
}

/// The `at`-th name of a type parameter that nobody wrote.
pub fn letter(at: usize) -> String {
    let letter = char::from(b'a' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26) }
}
