//! The checker of one module: its state, and the order of its passes.

use std::sync::Arc;

use mesh_common::{Code, Diagnostic, FxIndexMap, ModulePath, Span, Symbol};
use mesh_parser::ast;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Imports;
use crate::body::Frame;
use crate::desugar::{self, Expanded, OpenRequest, ServicePart};
use crate::env::Env;
use crate::facts::{Facts, Recorder};
use crate::goals::{Assumption, Goal};
use crate::groups::FnItem;
use crate::impls::ImplItem;
use crate::lost::LostImpl;
use crate::typed;
use crate::types::{Acts, FnRef, Interface, TypeDecl};
use crate::unify::Store;
use crate::unused::LocalNames;

/// An alias of this module: its declaration, and whether it is being read.
pub struct AliasState<'a> {
    pub alias: &'a ast::Alias,
    pub open: bool,
}

pub struct Checker<'a> {
    pub imports: &'a Imports,
    pub module: ModulePath,
    pub env: Env<'a>,
    pub store: Store,
    pub diags: Vec<Diagnostic>,
    pub goals: Vec<Goal>,
    pub assumptions: Vec<Assumption>,
    pub aliases: FxIndexMap<Symbol, AliasState<'a>>,
    /// The functions of this module by name and arity.
    pub functions: FxIndexMap<(Symbol, u32), FnItem<'a>>,
    /// The functions that each of them mentions, by position.
    pub mentioned: Vec<Vec<usize>>,
    /// The numbers of parameters that functions of a name have.
    pub arities: FxHashMap<Symbol, Vec<u32>>,
    pub impls: Vec<ImplItem<'a>>,
    /// Impls of interfaces that nobody knows, which is told.
    pub lost_impls: Vec<LostImpl>,
    pub done: Vec<typed::Function>,
    /// What functions do beside giving a value.
    pub acts: FxIndexMap<FnRef, Acts>,
    pub services: Vec<Symbol>,
    /// Requests whose types are not known yet, by their handlers.
    pub requests: FxIndexMap<(Symbol, u32), OpenRequest>,
    /// Services of whose state was told that a part of its type is not known.
    pub open_states: Vec<Symbol>,
    pub service_parts: FxHashMap<Symbol, ServicePart>,
    pub supervisors: Vec<Symbol>,
    pub locals: LocalNames,
    /// The expression that is checked now, or the declaration.
    pub at: Span,
    /// The body that is checked now.
    pub frame: Frame,
    /// Set when somebody wants to know about places.
    pub recorder: Option<Recorder>,
}

/// What comes out for a module.
pub type Outcome = (typed::Module, Interface, Vec<Diagnostic>, Facts);

/// Checks one module; with a recorder, facts about its places are kept.
pub fn run(module: &ast::Module, imports: &Imports, recorder: Option<Recorder>) -> Outcome {
    let expanded = desugar::expand(module, imports);
    let mut checker = Checker::new(module, imports);
    checker.recorder = recorder;
    checker.diags.extend(expanded.diagnostics.iter().cloned());
    checker.services.clone_from(&expanded.services);
    checker.requests = expanded.requests.iter().map(|request| (request.function, request.clone())).collect();
    checker.env.scope.broken.extend(expanded.lost.iter().copied());
    checker.service_parts.clone_from(&expanded.service_parts);
    checker.supervisors.clone_from(&expanded.supervisors);
    checker.bring_imports(module);
    if !imports.is_std {
        checker.reject_misplaced_attributes(module);
    }
    checker.declare_types(&expanded);
    checker.reject_endless_types();
    checker.warn_empty_types();
    checker.declare_traits(&expanded);
    checker.declare_impls(&expanded);
    checker.declare_functions(&expanded);
    checker.settle_derived();
    checker.reject_statements(&expanded);
    checker.check_functions();
    checker.check_impls();
    checker.check_defaults(&expanded);
    let derived = checker.derived_methods();
    checker.check_effects(&derived);
    checker.reject_endless_calls(&derived);
    checker.warn_recursion();
    checker.warn_dropped_calls(&derived);
    checker.warn_hidden_imports(module);
    checker.warn_unused(module, &expanded.items);
    checker.finish()
}

impl<'a> Checker<'a> {
    fn new(module: &ast::Module, imports: &'a Imports) -> Self {
        Checker {
            imports,
            module: module.path,
            env: Env::new(module.path, imports),
            store: Store::default(),
            diags: Vec::new(),
            goals: Vec::new(),
            assumptions: Vec::new(),
            aliases: FxIndexMap::default(),
            functions: FxIndexMap::default(),
            mentioned: Vec::new(),
            arities: FxHashMap::default(),
            impls: Vec::new(),
            lost_impls: Vec::new(),
            done: Vec::new(),
            acts: FxIndexMap::default(),
            services: Vec::new(),
            requests: FxIndexMap::default(),
            open_states: Vec::new(),
            supervisors: Vec::new(),
            locals: LocalNames::default(),
            service_parts: FxHashMap::default(),
            at: module.span,
            frame: Frame::default(),
            recorder: None,
        }
    }

    fn reject_statements(&mut self, expanded: &Expanded) {
        // What does something stands there with all behind it for one reason.
        let mut is_told = false;
        for item in &expanded.items {
            if let ast::ItemKind::Stmt(stmt) = &item.kind {
                if desugar::is_test(stmt) {
                    continue;
                }
                let diagnostic = Diagnostic::error(
                    Code::E0064,
                    "statements stand inside functions",
                    stmt.span,
                    "not inside a function",
                );
                let bound = match &stmt.kind {
                    ast::StmtKind::Let { pattern, .. } => match &pattern.kind {
                        ast::PatternKind::Bind(name) => Some(*name),
                        ast::PatternKind::Constructor { path, args: None } => Some(path.segments[0].text),
                        _ => None,
                    },
                    _ => None,
                };
                // Its uses are not reported again.
                self.env.scope.broken.extend(bound);
                if !is_told {
                    is_told = bound.is_none();
                    self.diags.push(diagnostic.help(match bound {
                        Some(name) => format!("a value for the whole module is a constant: `const {name} = ...`"),
                        None => "put it into `fn main() do ... end`".to_owned(),
                    }));
                }
            } else {
                is_told = false;
            }
        }
    }

    fn finish(mut self) -> Outcome {
        let facts = self.recorder.take().map_or_else(Facts::default, |recorder| recorder.finish(&self.env.scope));
        let mut types: Vec<Arc<TypeDecl>> = self.env.types.own().cloned().collect();
        types.sort_by_key(|decl| (decl.span.beginning(), decl.name));
        let traits: Vec<_> = self.env.traits.own().cloned().collect();
        let impls: Vec<_> = self.impls.iter().filter(|item| item.alive).map(|item| item.decl.clone()).collect();
        let mut values: FxIndexMap<Symbol, Vec<_>> = FxIndexMap::default();
        for item in self.functions.values() {
            if let Some(decl) = item.decl() {
                values.entry(item.name).or_default().push(decl);
            }
        }
        let interface = Interface {
            module: self.module,
            types: types.iter().map(|decl| (decl.name.name, decl.clone())).collect(),
            traits: traits.iter().map(|decl| (decl.name.name, decl.clone())).collect(),
            values,
            services: self.services,
            impls: impls.clone(),
            acts: self.acts,
        };
        let mut diagnostics = self.diags;
        let mut seen: FxHashSet<(Code, Span)> = FxHashSet::default();
        diagnostics.retain(|diagnostic| seen.insert((diagnostic.code, diagnostic.primary().span)));
        diagnostics.sort_by_key(|diagnostic| diagnostic.primary().span.beginning());
        let module = typed::Module { path: self.module, functions: self.done, types, traits, impls };
        (module, interface, diagnostics, facts)
    }
}
