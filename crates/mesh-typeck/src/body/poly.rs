//! `let` polymorphism: a local that is bound to a syntactic value may be used at several types.
//!
//! A value that is written down has no effect and captures only what never changes. So its type generalises to a scheme:
//! what is open in it, and in nothing around it, becomes type parameters, rigid in the binding and fresh at each use. What
//! still waits for these types is part of the scheme, too: it waits anew at each use. `Copies` makes the program of one type
//! at a time, so that no later pass knows of it.

use std::rc::Rc;

use mesh_common::{Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::generalise::letter;
use crate::goals::{Goal, GoalKind};
use crate::infer_ty::{RigidId, T, VarId};
use crate::typed::{Expr, ExprKind, LocalId, TyId};

/// The type of a local that may be used at several types.
pub struct LocalScheme {
    pub params: Vec<Parameter>,
    /// What must hold for them.
    goals: Vec<Goal>,
}

/// A type parameter of a local.
#[derive(Clone, Copy)]
pub struct Parameter {
    pub id: RigidId,
    /// Whether it is the mailbox of a function and no value depends on it.
    is_ghost: bool,
}

/// The polymorphic locals of a body, and the type arguments of their uses, which the type of the use identifies.
#[derive(Default)]
pub struct Polymorphic {
    pub schemes: FxHashMap<LocalId, Rc<LocalScheme>>,
    pub uses: FxHashMap<TyId, Vec<TyId>>,
    /// All type parameters of the schemes.
    pub params: Vec<RigidId>,
}

/// Where the reading of a binding began.
#[derive(Clone, Copy)]
pub struct Binding {
    messages: usize,
    passed: usize,
}

/// Whether evaluating the expression does nothing but make a value.
pub fn is_syntactic_value(source: &ast::Expr) -> bool {
    match &source.kind {
        E::Closure(_) | E::Int(_) | E::Float(_) | E::Bool(_) | E::Unit { .. } | E::Atom(_) => true,
        E::Paren(inner) => is_syntactic_value(inner),
        E::Name(name) => name.as_str().starts_with(char::is_uppercase),
        E::List(items) | E::Tuple(items) => items.iter().all(is_syntactic_value),
        E::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

impl Checker<'_> {
    /// Before what is bound is read: its types are its own.
    pub fn begin_binding(&mut self) -> Binding {
        self.store.level += 1;
        Binding { messages: self.frame.messages.len(), passed: self.frame.passed.len() }
    }

    /// After it was read: what is open in its type alone becomes parameters, beside those that it declares, for which its
    /// bounds are promised.
    pub fn end_binding(&mut self, local: Option<LocalId>, declared: &[RigidId], bounds: Vec<Goal>, begun: Binding) {
        let open = local.map_or_else(Vec::new, |local| self.open_in_binding(local, begun));
        let mut params: Vec<Parameter> = declared.iter().map(|&id| Parameter { id, is_ghost: false }).collect();
        let mut waiting = bounds;
        if !open.is_empty() {
            let (mut plain, mut passed) = (Vec::new(), Vec::new());
            let local = local.expect("its type is open");
            self.store.free_vars(&self.frame.locals[local].ty, false, &mut plain);
            self.frame.passed[begun.passed..].iter().for_each(|ty| self.store.free_vars(ty, false, &mut passed));
            let (mine, others) =
                std::mem::take(&mut self.goals).into_iter().partition(|goal| self.concerns(goal, &open));
            self.goals = others;
            for goal in &mine {
                goal.types().for_each(|ty| self.store.free_vars(ty, false, &mut plain));
            }
            waiting.extend(mine);
            for (at, var) in open.into_iter().enumerate() {
                let is_ghost = !plain.contains(&var) && !passed.contains(&var);
                params.push(Parameter { id: self.make_rigid(var, Symbol::new(&letter(at))), is_ghost });
            }
        }
        self.store.level -= 1;
        if let (Some(local), false) = (local, params.is_empty()) {
            self.frame.poly.params.extend(params.iter().map(|param| param.id));
            self.frame.poly.schemes.insert(local, Rc::new(LocalScheme { params, goals: waiting }));
        }
        // What is left belongs to what is around.
        let level = self.store.level;
        if let Some(local) = local {
            let _ = self.store.lower(&self.frame.locals[local].ty, level);
        }
        for goal in &self.goals {
            for ty in goal.types() {
                let _ = self.store.lower(ty, level);
            }
        }
    }

    /// The variables that become parameters of a local: none when only mailboxes are open.
    fn open_in_binding(&mut self, local: LocalId, begun: Binding) -> Vec<VarId> {
        let outer = self.store.level - 1;
        // What is received is received by what is around.
        for (message, _) in &self.frame.messages[begun.messages..] {
            self.store.lower(message, outer);
        }
        // What an interface gives for a type that is around is decided with that.
        let mut moved = true;
        while std::mem::take(&mut moved) {
            for goal in &self.goals {
                if matches!(self.store.head(goal.subject()), T::Var(var) if self.store.level_of(var) <= outer) {
                    goal.types().for_each(|ty| moved |= self.store.lower(ty, outer));
                }
            }
        }
        let ty = self.frame.locals[local].ty.clone();
        let own =
            |found: &mut Vec<VarId>, store: &crate::unify::Store| found.retain(|&var| store.level_of(var) > outer);
        let mut open = Vec::new();
        self.store.free_vars(&ty, false, &mut open);
        own(&mut open, &self.store);
        if open.is_empty() {
            return open;
        }
        self.store.free_vars(&ty, true, &mut open);
        let mut known = 0;
        while known < open.len() {
            known = open.len();
            for goal in &self.goals {
                if self.concerns(goal, &open) {
                    goal.types().for_each(|ty| self.store.free_vars(ty, false, &mut open));
                }
            }
            own(&mut open, &self.store);
        }
        open
    }

    /// Whether one of the variables must be known before the goal is solved.
    fn concerns(&self, goal: &Goal, vars: &[VarId]) -> bool {
        let mut found = Vec::new();
        self.store.free_vars(goal.subject(), false, &mut found);
        if found.is_empty()
            && let GoalKind::Implements { args, .. } | GoalKind::Projects { args, .. } = &goal.kind
        {
            args.iter().for_each(|arg| self.store.free_vars(arg, false, &mut found));
        }
        found.iter().any(|var| vars.contains(var))
    }

    /// A use of a variable by its name.
    pub fn use_local(&mut self, local: LocalId, span: Span) -> Expr {
        self.locals.mark_used(self.frame.locals[local].span);
        self.note_local(local, span);
        let Some(scheme) = self.frame.poly.schemes.get(&local).cloned() else { return self.local_expr(local, span) };
        let fresh: FxHashMap<RigidId, T> = scheme.params.iter().map(|param| (param.id, self.store.fresh())).collect();
        for goal in &scheme.goals {
            let kind = goal.kind.map(|ty| self.store.replace_rigids(ty, &fresh));
            self.goals.push(Goal { kind, span });
        }
        let ty = self.store.replace_rigids(&self.frame.locals[local].ty, &fresh);
        let mut args = Vec::new();
        for param in &scheme.params {
            let arg = if param.is_ghost { T::Unit } else { fresh[&param.id].clone() };
            self.frame.of_values.push((arg.clone(), span));
            self.frame.passed.push(arg.clone());
            args.push(self.slot(arg));
        }
        let used = self.expr(ExprKind::Local { local }, ty, span);
        self.frame.poly.uses.insert(used.ty, args);
        used
    }
}
