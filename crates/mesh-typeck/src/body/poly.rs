//! `let` polymorphism: a local that is bound to a syntactic value may be used at several types.
//!
//! A value that is written down has no effect and captures only what never changes. So a use at another type reads the
//! written value again, in the scope of its binding, as a second local beside the first. What is free in the scope stays
//! shared between the copies: nothing has to be quantified, and no later pass knows of it.
//!
//! A local function that declares type parameters is read once more, before all uses: with rigid parameters, which proves it
//! for any types. What that gives is dropped, so each use is a copy.

use indexmap::IndexMap;
use mesh_common::{Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::goals::Goal;
use crate::infer_ty::T;
use crate::typed::{Body, Expr, ExprKind, LocalId, Pattern, PatternKind, Stmt};
use crate::typed_walk;

/// What a polymorphic local was bound to, and where.
#[derive(Clone)]
pub struct Template<'a> {
    source: Source<'a>,
    scopes: Vec<Vec<(Symbol, LocalId)>>,
    /// How many functions enclose the binding.
    depth: usize,
    /// The first use decides the types of the binding itself, unless that is only the place of the copies.
    used: bool,
    /// Whether it was proved for all types: what does not hold for a copy is the fault of its use.
    proved: bool,
}

/// What the type parameters of a local function are while it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Parameters {
    /// Types that are yet to be found.
    Open,
    /// Any types at all.
    Rigid,
}

#[derive(Clone)]
pub enum Source<'a> {
    Value(Symbol, &'a ast::Expr),
    Function(Vec<&'a ast::FnClause>),
}

/// The copies of each polymorphic local, with the statements that bind them.
pub type Copies = IndexMap<LocalId, Vec<(LocalId, Stmt)>>;

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

impl<'a> Checker<'a> {
    /// Remembers a binding whose type leaves something open; `scopes` are those in front of it.
    pub fn remember_template(&mut self, local: LocalId, source: Source<'a>, scopes: Vec<Vec<(Symbol, LocalId)>>) {
        let mut open = Vec::new();
        self.store.free_vars(&self.frame.locals[local].ty.clone(), false, &mut open);
        if !open.is_empty() {
            let depth = self.frame.functions.len();
            self.frame.templates.insert(local, Template { source, scopes, depth, used: false, proved: false });
        }
    }

    /// A local function with type parameters. The binding is only where its copies will be.
    pub fn generic_function(&mut self, clauses: Vec<&'a ast::FnClause>) -> Stmt {
        let (before, scopes) = (self.diags.len(), self.frame.scopes.clone());
        self.prove(&clauses);
        let (name, depth) = (clauses[0].name, self.frame.functions.len());
        let good = before == self.diags.len();
        let local = self.bind(name.text, if good { T::Unit } else { T::Error }, name.span);
        if good {
            let source = Source::Function(clauses);
            self.frame.templates.insert(local, Template { source, scopes, depth, used: true, proved: true });
        }
        let value = self.unit_expr(name.span);
        let pattern = Pattern { kind: PatternKind::Bind(local), ty: self.slot(T::Unit), span: name.span };
        Stmt::Let { pattern, value, or_else: None }
    }

    /// Reads a local function with rigid type parameters, for its mistakes alone.
    fn prove(&mut self, clauses: &[&'a ast::FnClause]) {
        let waiting = std::mem::take(&mut self.goals);
        let copies = std::mem::take(&mut self.frame.copies);
        let outer = std::mem::replace(&mut self.frame.proving, true);
        let assumed = self.assumptions.len();
        self.store.level += 1;
        self.scoped(|this| this.closure_function(clauses, Parameters::Rigid));
        self.solve();
        self.store.level -= 1;
        self.assumptions.truncate(assumed);
        self.frame.proving = outer;
        self.frame.copies = copies;
        // What concerns the body alone waits again in each copy.
        let left = std::mem::replace(&mut self.goals, waiting);
        let concerns_others = |goal: &Goal| self.store.is_older(goal.subject());
        self.goals.extend(left.into_iter().filter(concerns_others));
    }

    /// A use of a variable by its name.
    pub fn use_local(&mut self, local: LocalId, span: Span) -> Expr {
        self.locals.mark_used(self.frame.locals[local].span);
        let Some(template) = self.frame.templates.get_mut(&local) else { return self.local_expr(local, span) };
        let copied = self.frame.proving || std::mem::replace(&mut template.used, true);
        if !copied {
            return self.local_expr(local, span);
        }
        let template = template.clone();
        let (waiting, proved) = (std::mem::take(&mut self.goals), template.proved);
        let copy = self.copy_of(local, template);
        if proved {
            self.goals.iter_mut().for_each(|goal| goal.span = goal.span.and(Some(span)));
        }
        self.goals.extend(waiting);
        self.local_expr(copy, span)
    }

    fn copy_of(&mut self, original: LocalId, template: Template<'a>) -> LocalId {
        let scopes = std::mem::replace(&mut self.frame.scopes, template.scopes);
        let inner = self.frame.functions.split_off(template.depth);
        let alternatives = self.frame.alternatives.take();
        let span = self.frame.locals[original].span;
        let (copy, stmt) = match template.source {
            Source::Value(name, source) => {
                let value = self.infer(source, None);
                self.solve();
                let ty = self.type_of(&value);
                let copy = self.hidden_local(name.as_str(), ty.clone(), span);
                let pattern = Pattern { kind: PatternKind::Bind(copy), ty: self.slot(ty), span };
                (copy, Stmt::Let { pattern, value, or_else: None })
            }
            Source::Function(clauses) => self.closure_function(&clauses, Parameters::Open),
        };
        self.frame.scopes = scopes;
        self.frame.functions.extend(inner);
        self.frame.alternatives = alternatives;
        self.frame.copies.entry(original).or_default().push((copy, stmt));
        copy
    }
}

/// Puts the copies beside the bindings they are copies of; copies of the same type become one.
pub fn place_copies(body: &mut Body, mut copies: Copies) {
    if copies.is_empty() {
        return;
    }
    let mut renamed = FxHashMap::default();
    for (original, list) in &mut copies {
        let mut kept = vec![*original];
        list.retain(|(copy, _)| {
            let ty = |local: LocalId| &body.types[body.locals[local].ty];
            let same = kept.iter().find(|known| ty(**known) == ty(*copy));
            match same {
                Some(known) => renamed.insert(*copy, *known).is_some(),
                None => {
                    kept.push(*copy);
                    true
                }
            }
        });
    }
    // A copy may hold bindings that have copies themselves.
    let mut placed = true;
    while placed {
        placed = false;
        typed_walk::walk(&mut body.root, &mut |expr| {
            if let ExprKind::Block { stmts, .. } = &mut expr.kind {
                placed |= place_in(stmts, &mut copies);
            }
        });
    }
    typed_walk::walk(&mut body.root, &mut |expr| {
        if let ExprKind::Local { local } = &mut expr.kind
            && let Some(known) = renamed.get(local)
        {
            *local = *known;
        }
    });
}

fn place_in(stmts: &mut Vec<Stmt>, copies: &mut Copies) -> bool {
    let mut placed = false;
    for stmt in std::mem::take(stmts) {
        let bound = match &stmt {
            Stmt::LetFn { local, .. } => Some(*local),
            Stmt::Let { pattern: Pattern { kind: PatternKind::Bind(local), .. }, .. } => Some(*local),
            _ => None,
        };
        stmts.push(stmt);
        if let Some(list) = bound.and_then(|local| copies.swap_remove(&local)) {
            placed |= !list.is_empty();
            stmts.extend(list.into_iter().map(|(_, stmt)| stmt));
        }
    }
    placed
}
