//! What the checker finds out about the places of a module's text, for who asks: editors. A build asks for nothing, and
//! nothing is kept for it.

use std::cell::RefCell;

use mesh_common::{ModulePath, Span, Symbol};
use mesh_parser::ast;

use crate::check::Checker;
use crate::env::Scope;
use crate::infer_ty::{RigidId, T};
use crate::typed::{Expr, LocalId, TyId};
use crate::types::{FnRef, QualifiedName, Ty};

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Meaning {
    /// A variable, by the place that binds it.
    Local(Span),
    /// A function, an actor, a constant, or a function of a service.
    Function(FnRef),
    Type(QualifiedName),
    Variant(QualifiedName, Symbol),
    Field(QualifiedName, Symbol),
    Interface(QualifiedName),
    Method(QualifiedName, Symbol),
    Module(ModulePath),
    Service(QualifiedName),
}

/// A name at one place. The compiler writes code, too, and gives it places of the text: where the text does not read
/// `name`, nobody wrote it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Use {
    pub name: Symbol,
    pub span: Span,
    pub meaning: Meaning,
}

/// The type of an expression or a pattern.
#[derive(Clone, PartialEq, Debug)]
pub struct PlacedType {
    pub span: Span,
    pub ty: Ty,
    /// The names of its parameters stand at this position of `Facts::params`.
    pub body: usize,
}

/// A variable that could be named at the place that was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct VisibleLocal {
    pub name: Symbol,
    pub span: Span,
    pub ty: Ty,
    pub body: usize,
}

/// The names that can be used everywhere in a module.
#[derive(Clone, Default, Debug)]
pub struct Visible {
    pub types: Vec<(Symbol, QualifiedName)>,
    pub interfaces: Vec<(Symbol, QualifiedName)>,
    /// With the number of the variant.
    pub variants: Vec<(Symbol, QualifiedName, u32)>,
    pub modules: Vec<(Symbol, ModulePath)>,
    /// Functions of other modules.
    pub values: Vec<(Symbol, ModulePath)>,
    pub services: Vec<(Symbol, ModulePath)>,
}

/// All that was found out.
#[derive(Clone, Default, Debug)]
pub struct Facts {
    pub uses: Vec<Use>,
    pub types: Vec<PlacedType>,
    /// The names of the type parameters of each body.
    pub params: Vec<Vec<Symbol>>,
    pub visible: Visible,
    /// The variables at the place that was asked for, inner ones last.
    pub locals: Vec<VisibleLocal>,
}

/// Collects facts while a module is checked.
#[derive(Default)]
pub struct Recorder {
    uses: RefCell<Vec<Use>>,
    facts: Facts,
    /// Where the variables are wanted.
    at: Option<u32>,
}

/// What is noted while one body is read, to be closed with it.
#[derive(Clone, Default)]
pub struct Notes {
    types: Vec<(Span, TyId)>,
    locals: Vec<(Symbol, Span, TyId)>,
}

impl Recorder {
    /// One that keeps the variables at a place, too.
    pub fn new(at: Option<u32>) -> Self {
        Self { at, ..Self::default() }
    }

    /// What was collected.
    pub fn finish(self, scope: &Scope) -> Facts {
        let visible = Visible {
            types: scope.types.iter().map(|(&name, &ty)| (name, ty)).collect(),
            interfaces: scope.traits.iter().map(|(&name, &interface)| (name, interface)).collect(),
            variants: scope.ctors.iter().map(|(&name, ctor)| (name, ctor.ty, ctor.variant)).collect(),
            modules: scope.modules.iter().map(|(&name, &module)| (name, module)).collect(),
            values: scope.values.iter().map(|(&name, &module)| (name, module)).collect(),
            services: scope.services.iter().map(|(&name, &module)| (name, module)).collect(),
        };
        let mut uses = self.uses.into_inner();
        uses.sort_by_key(|found| (found.span, found.meaning));
        // A body may be read several times.
        uses.dedup();
        Facts { uses, visible, ..self.facts }
    }
}

impl Checker<'_> {
    /// Keeps what a name stands for.
    pub fn note(&self, name: ast::Name, meaning: Meaning) {
        if let Some(recorder) = &self.recorder {
            recorder.uses.borrow_mut().push(Use { name: name.text, span: name.span, meaning });
        }
    }

    /// Keeps what a path stands for, and what stands before its last name.
    pub fn note_path(&self, segments: &[ast::Name], meaning: Meaning) {
        if self.recorder.is_none() {
            return;
        }
        let Some((last, init)) = segments.split_last() else { return };
        self.note(*last, meaning);
        let Some((owner, before)) = init.split_last() else { return };
        let owned = self.owner_of(init, meaning);
        let Some(owned) = owned else { return };
        self.note(*owner, owned);
        if !matches!(owned, Meaning::Module(_))
            && let Some(module) = self.module_of(before)
            && let Some(name) = before.last()
        {
            self.note(*name, Meaning::Module(module));
        }
    }

    /// What stands before something: its module, type, interface or service.
    fn owner_of(&self, init: &[ast::Name], meaning: Meaning) -> Option<Meaning> {
        let named = init.last()?.text;
        let path = ast::Path { segments: init.to_vec(), span: init[0].span };
        match meaning {
            Meaning::Function(function) => {
                let of_service = function.name.as_str().split_once('.').is_some_and(|(of, _)| of == named.as_str());
                let service = Meaning::Service(QualifiedName { module: function.module, name: named });
                Some(if of_service { service } else { Meaning::Module(function.module) })
            }
            Meaning::Type(name) | Meaning::Interface(name) => Some(Meaning::Module(name.module)),
            _ => {
                let ty = self.type_name(&path).map(Meaning::Type);
                let interface = || self.env.scope.traits.get(&named).copied().map(Meaning::Interface);
                ty.or_else(interface).or_else(|| self.module_of(init).map(Meaning::Module))
            }
        }
    }

    /// Keeps the field that a name means in a value of a type.
    pub fn note_field(&self, base: &T, name: ast::Name) {
        if self.recorder.is_some()
            && let T::Named(decl, _) = self.store.head(base)
        {
            self.note(name, Meaning::Field(decl, name.text));
        }
    }

    /// Keeps the use of a variable.
    pub fn note_local(&self, local: LocalId, span: Span) {
        let draft = &self.frame.locals[local];
        self.note(ast::Name { text: draft.name, span }, Meaning::Local(draft.span));
    }

    /// Keeps the type of an expression.
    pub fn note_expr(&mut self, span: Span, expr: &Expr) {
        self.note_slot(span, expr.ty);
    }

    /// Keeps the type that a slot will have.
    pub fn note_slot(&mut self, span: Span, ty: TyId) {
        if self.recorder.is_some() {
            self.frame.notes.types.push((span, ty));
        }
    }

    /// Keeps the variables that are visible in an expression, if the place that was asked for is in it.
    pub fn note_scope(&mut self, span: Span) {
        let asked = self.recorder.as_ref().and_then(|recorder| recorder.at);
        if !asked.is_some_and(|at| (span.start..=span.end).contains(&at)) {
            return;
        }
        let visible: Vec<LocalId> = self.frame.scopes.iter().flatten().map(|(_, local)| *local).collect();
        let drafts: Vec<_> = visible.into_iter().map(|local| self.frame.locals[local].clone()).collect();
        let locals = drafts.into_iter().map(|draft| (draft.name, draft.span, self.slot(draft.ty))).collect();
        self.frame.notes.locals = locals;
    }

    /// Closes what was noted in a body.
    pub fn close_notes(&mut self, notes: Notes, types: &mesh_common::IndexVec<TyId, Ty>, rigids: &[RigidId]) {
        if self.recorder.is_none() {
            return;
        }
        let params = rigids.iter().map(|id| self.store.rigids[*id].name).collect();
        let Some(Recorder { facts, .. }) = &mut self.recorder else { return };
        let body = facts.params.len();
        facts.params.push(params);
        let placed = notes.types.into_iter().map(|(span, ty)| PlacedType { span, ty: types[ty].clone(), body });
        facts.types.extend(placed);
        if !notes.locals.is_empty() {
            let local =
                |(name, span, ty): (Symbol, Span, TyId)| VisibleLocal { name, span, ty: types[ty].clone(), body };
            facts.locals = notes.locals.into_iter().map(local).collect();
        }
    }
}
