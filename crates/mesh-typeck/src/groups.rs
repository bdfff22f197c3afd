//! Functions: signatures, binding groups in the order of their uses, generalisation.

use std::rc::Rc;
use std::sync::Arc;

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, ItemKind};
use rustc_hash::FxHashMap;

use crate::attributes::{External, external, is_promise, promises};
use crate::body::{Draft, OwnArgs, ends_of_block};
use crate::check::Checker;
use crate::desugar::{Expanded, ServicePart, loop_name};
use crate::foreign;
use crate::generalise::Parameters;
use crate::goals::{Assumption, GoalKind};
use crate::infer_ty::{RigidId, T};
use crate::order::{ByMention, components};
use crate::outputs::WrittenOutputs;
use crate::resolve::TypeScope;
use crate::say;
use crate::states::{init_of, is_init};
use crate::typed::{Function, FunctionBody, Promises};
use crate::types::{FnRef, QualifiedName, Scheme, ValueDecl, ValueKind};

/// A function of this module: all clauses of one name and arity.
pub struct FnItem<'a> {
    pub name: Symbol,
    pub clauses: Vec<&'a ast::FnClause>,
    /// Where they stand, with what stands before them.
    pub items: Vec<Span>,
    pub public: bool,
    pub kind: ValueKind,
    pub span: Span,
    pub doc: Option<String>,
    pub external: Option<External>,
    pub promises: Promises,
    pub state: FnState,
}

pub enum FnState {
    Waiting,
    Open(Rc<OpenFn>),
    Done(Arc<ValueDecl>),
}

/// A function whose group is being inferred.
#[derive(Clone)]
pub struct OpenFn {
    /// Declared type parameters: fresh at each use.
    pub generics: Vec<RigidId>,
    pub assumed: Vec<Assumption>,
    pub params: Vec<T>,
    pub result: T,
    pub mailbox: T,
    pub scope: TypeScope,
    /// Type parameters that were inferred before the rest of the group is.
    pub inferred: Vec<RigidId>,
}

/// Interfaces that say nothing when no value is there.
const HARMLESS: [&str; 6] = ["Display", "Debug", "Eq", "Ord", "Hash", "ToJson"];

impl FnItem<'_> {
    /// Whether all types are written: it can be used before its body is read.
    fn is_written(&self) -> bool {
        let first = self.clauses[0];
        let written =
            |at: usize| self.clauses.iter().any(|clause| clause.params.get(at).is_some_and(|p| p.ty.is_some()));
        first.result.is_some() && (0..first.params.len()).all(written)
    }

    pub fn decl(&self) -> Option<Arc<ValueDecl>> {
        if let FnState::Done(decl) = &self.state { Some(decl.clone()) } else { None }
    }
}

impl<'a> Checker<'a> {
    /// Collects the functions of the module.
    pub fn declare_functions(&mut self, expanded: &'a Expanded) {
        let mut last: Option<(Symbol, u32)> = None;
        for item in &expanded.items {
            let ItemKind::Fn(clause) = &item.kind else {
                last = None;
                continue;
            };
            let key = (clause.name.text, clause.params.len() as u32);
            let foreign = foreign::is_foreign(item, clause);
            if !self.imports.is_std && !foreign {
                self.reject_attributes(&item.attributes, true);
            }
            let is_constant = |name| expanded.kinds.get(name) == Some(&ValueKind::Constant);
            let twice = |known: &&FnItem<'_>| {
                (key.1 == 0 && is_constant(&key.0)) || foreign || matches!(known.external, Some(External::Foreign(_)))
            };
            if let Some(known) = self.functions.get(&key).filter(twice) {
                self.diags.push(say::defined_twice(key.0.as_str(), known.span, clause.name.span));
                continue;
            }
            if let Some(known) = self.functions.get_mut(&key) {
                let (first, together) = (known.span, last == Some(key));
                if let Some(attribute) = item.attributes.iter().find(|attribute| is_promise(attribute)) {
                    let message = format!("`@{}` stands before the first clause of `{}`", attribute.name.text, key.0);
                    self.diags.push(Diagnostic::error(Code::E0064, message, attribute.span, "not allowed here"));
                }
                known.clauses.push(clause);
                known.items.push(item.span);
                if !together {
                    self.diags.push(say::not_together(key.0.as_str(), first, clause.name.span));
                }
                continue;
            }
            if key.1 == 0 && is_constant(&key.0) {
                self.reject_variant_too(clause.name);
            }
            last = Some(key);
            let kind = expanded.kinds.get(&key.0).copied().filter(|kind| key.1 == 0 || *kind != ValueKind::Constant);
            let kind = kind.unwrap_or(ValueKind::Function);
            let external =
                if foreign { Some(self.foreign(item, clause)) } else { external(&item.attributes, &clause.params) };
            let function = FnItem {
                name: key.0,
                clauses: vec![clause],
                items: vec![item.span],
                public: item.public,
                kind,
                span: clause.name.span,
                doc: item.doc.clone(),
                external,
                promises: promises(&item.attributes),
                state: FnState::Waiting,
            };
            self.arities.entry(key.0).or_default().push(key.1);
            self.functions.insert(key, function);
        }
        self.check_clause_shapes();
    }

    fn check_clause_shapes(&mut self) {
        for item in self.functions.values() {
            for (i, clause) in item.clauses.iter().enumerate() {
                let annotated = clause.result.is_some() || !clause.generics.is_empty() || !clause.bounds.is_empty();
                if i > 0 && annotated {
                    let message = "only the first clause tells the result type, type parameters and bounds";
                    self.diags.push(Diagnostic::warning(Code::W0002, message, clause.name.span, "not read here"));
                }
            }
        }
    }

    /// Infers all functions, group by group.
    pub fn check_functions(&mut self) {
        let keys: Vec<(Symbol, u32)> = self.functions.keys().copied().collect();
        let (mentioned, mut uses): (Vec<Vec<usize>>, Vec<Vec<usize>>) = {
            let by_name = ByMention::of(keys.iter().map(|key| key.0));
            let mut asked: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
            for request in self.requests.values() {
                for asker in &request.askers {
                    asked.entry(*asker).or_default().push(request.function.0);
                }
            }
            let used = |item: &FnItem<'_>| {
                let mentioned = by_name.uses_of(&item.clauses);
                let mut used = mentioned.clone();
                // A handler's state is what `init` gives.
                used.extend(init_of(item).into_iter().flat_map(|init| by_name.named(init)));
                // What a request consists of, its handler says.
                used.extend(asked.get(&item.name).into_iter().flatten().flat_map(|handler| by_name.named(*handler)));
                (mentioned, used)
            };
            self.functions.values().map(used).unzip()
        };
        self.mentioned = mentioned;
        self.share_states(&mut uses);
        // What the runtime gives uses nothing, and desugared code uses it without naming it.
        for key in &keys {
            if self.functions[key].external.is_some() {
                self.check_parts(&[vec![*key]]);
            }
        }
        for group in components(&uses) {
            if group.iter().any(|at| self.functions[&keys[*at]].external.is_some()) {
                continue;
            }
            let parts = self.parts_of(&group, &uses, &keys);
            let parts: Vec<Vec<_>> =
                parts.into_iter().map(|part| part.into_iter().map(|at| keys[at]).collect()).collect();
            self.check_parts(&parts);
        }
    }

    /// A group in the order in which its functions are inferred: one whose types are written has them from the start, so
    /// that only those without depend on each other.
    fn parts_of(&self, group: &[usize], uses: &[Vec<usize>], keys: &[(Symbol, u32)]) -> Vec<Vec<usize>> {
        if group.len() == 1 {
            return vec![group.to_vec()];
        }
        let open = |at: &usize| !self.functions[&keys[*at]].is_written();
        let place = |at: &usize| group.iter().position(|member| member == at);
        let inner: Vec<Vec<usize>> =
            group.iter().map(|at| uses[*at].iter().filter(|used| open(used)).filter_map(place).collect()).collect();
        // What the last state of a service is, `terminate` does not say.
        let says_nothing = |at: &usize| self.service_parts.get(&keys[*at].0) == Some(&ServicePart::Terminate);
        let in_order = |part: Vec<usize>| {
            let mut part: Vec<usize> = part.into_iter().map(|at| group[at]).collect();
            part.sort_by_key(says_nothing);
            part
        };
        components(&inner).into_iter().map(in_order).collect()
    }

    fn check_parts(&mut self, parts: &[Vec<(Symbol, u32)>]) {
        let group: Vec<(Symbol, u32)> = parts.concat();
        self.reject_self_asking(&group);
        for key in &group {
            let open = self.open_signature(*key);
            self.functions[key].state = FnState::Open(Rc::new(open));
        }
        let mut drafts = Vec::new();
        for part in parts {
            drafts.extend(part.iter().map(|key| self.draft_function(*key)));
            if parts.len() > 1 {
                self.generalise_part(part, &group);
            }
        }
        // The assumptions of all members: what waits belongs to any of them.
        self.assume_all_of(&group);
        self.solve();
        self.default_projections(&[]);
        self.reject_escapes(&group);
        drafts.iter().flatten().for_each(|draft| self.reject_lost_pids(draft));
        let extra = self.generalise(&group, &drafts);
        drafts.iter().flatten().for_each(|draft| {
            self.reject_lost_messages(draft);
            self.reject_undecided(draft);
        });
        self.close_group(parts, drafts, &extra);
        self.settle_requests(&group);
        self.assumptions.clear();
    }

    pub fn assume_all_of(&mut self, group: &[(Symbol, u32)]) {
        self.assumptions = group.iter().flat_map(|key| self.open_fn(key).assumed.clone()).collect();
    }

    /// The body of a function of an open group; nothing for one of the runtime.
    fn draft_function(&mut self, key: (Symbol, u32)) -> Option<Draft> {
        let open = self.open_fn(&key);
        let item = &self.functions[&key];
        if item.external.is_some() {
            return None;
        }
        let (clauses, kind) = (item.clauses.clone(), item.kind);
        self.assumptions.clone_from(&open.assumed);
        let before = self.diags.len();
        if kind == ValueKind::Service
            && let Some((service, _)) = key.0.as_str().split_once('.')
            && key.0.as_str() == loop_name(service)
        {
            // Whatever else is called there receives other messages.
            let requests = QualifiedName { module: self.module, name: Symbol::new(service) };
            let _ = self.store.unify(&open.mailbox, &T::named(requests, Vec::new()));
        }
        let draft = self.draft_body(&clauses, &open, key, matches!(kind, ValueKind::Actor { .. }));
        self.solve();
        if self.supervisors.contains(&key.0) {
            self.explain_children(before);
        }
        if kind == ValueKind::Service {
            self.explain_service(key, before);
            // What is wrong in `init` is told there, and no handler can help it.
            if is_init(key.0) && self.is_mistaken(key) {
                self.store.poison(&open.result);
            }
        }
        Some(draft)
    }

    /// In a supervisor a wrong `start` is the only thing that can be no pid.
    fn explain_children(&mut self, from: usize) {
        for diagnostic in &mut self.diags[from..] {
            if diagnostic.code == Code::E0001 && diagnostic.message.starts_with("expected Pid") {
                diagnostic.code = Code::E0018;
                diagnostic.help = Some("`start` gives the pid of the child: `fn -> spawn(f) end`".to_owned());
            }
        }
    }

    /// What handlers give the loop of the service takes, of which nobody knows.
    fn explain_service(&mut self, key: (Symbol, u32), from: usize) {
        let part = self.service_parts.get(&key.0);
        let is_handler = matches!(part, Some(ServicePart::Call | ServicePart::Handler));
        let blocks =
            self.functions[&key].clauses.iter().filter(|_| is_handler).filter_map(|clause| match &clause.body {
                ast::FnBody::Block(block) => Some(ends_of_block(block)),
                _ => None,
            });
        let ends: Vec<Span> = blocks.flatten().collect();
        let service = key.0.as_str().split_once('.').map_or("", |(service, _)| service);
        let is_loop = key.0.as_str() == loop_name(service);
        for diagnostic in &mut self.diags[from..] {
            let is_result = is_loop || ends.contains(&diagnostic.primary().span);
            // Branches that differ from each other are both of the right form.
            let differs = diagnostic.labels.iter().skip(1).any(|label| ends.contains(&label.span));
            if diagnostic.code == Code::E0001 && is_result && !differs {
                let help =
                    "a `call` gives `(new_state, reply)`; a `cast`, and a call that replies later, the new state";
                diagnostic.help = Some(help.to_owned());
            }
        }
    }

    pub fn open_fn(&self, key: &(Symbol, u32)) -> Rc<OpenFn> {
        match &self.functions[key].state {
            FnState::Open(open) => Rc::clone(open),
            _ => unreachable!("the group is open"),
        }
    }

    /// The types that the first clause writes, variables for the rest.
    /// The type of a parameter that one clause or several write: the same one.
    fn type_of_clauses(&mut self, name: Symbol, first: &ast::Type, others: &[&ast::Type], scope: &TypeScope) -> T {
        let ty = self.resolve_type(first, scope);
        for written in others {
            let other = self.resolve_type(written, scope);
            if self.store.differ(&ty, &other) {
                let (here, there) = (self.show(&other), self.show(&ty));
                self.diags.push(say::clauses_of_types(name, (written.span, &here), (first.span, &there)));
                return T::Error;
            }
        }
        ty
    }

    /// E0022 for a clause behind which others never run.
    fn reject_hidden_clauses(&mut self, name: Symbol, clauses: &[&ast::FnClause]) {
        let hiding = clauses[..clauses.len() - 1].iter().filter(|clause| catches_all(clause));
        let told = hiding.map(|clause| {
            let message = format!("this clause of `{name}` takes everything");
            let diagnostic =
                Diagnostic::error(Code::E0022, message, clause.name.span, "the clauses after it never run");
            diagnostic.help("move it behind the other clauses")
        });
        self.diags.extend(told);
    }

    fn open_signature(&mut self, key: (Symbol, u32)) -> OpenFn {
        let item = &self.functions[&key];
        let (clauses, is_external) = (item.clauses.clone(), item.external.is_some());
        let first = clauses[0];
        let mut scope = TypeScope::default();
        let mut generics = Vec::new();
        self.reject_same(first.generics.iter().copied());
        for generic in &first.generics {
            let rigid = self.store.fresh_rigid(generic.text);
            if let T::Rigid(id) = rigid {
                generics.push(id);
            }
            scope.generics.insert(generic.text, rigid);
        }
        self.reject_undeclared_in(&clauses, &mut scope);
        let assumed = self.assume(&first.bounds, &mut scope, &WrittenOutputs::of_clauses(&clauses), true);
        self.assumptions.clone_from(&assumed);
        let mut params = Vec::new();
        for at in 0..first.params.len() {
            let written = clauses.iter().filter_map(|clause| clause.params.get(at).and_then(|param| param.ty.as_ref()));
            let written: Vec<_> = written.collect();
            params.push(match written.split_first() {
                Some((ty, others)) => self.type_of_clauses(key.0, ty, others, &scope),
                None if at == 0 => self.state_of(key),
                None => self.store.fresh(),
            });
        }
        // Clauses of different types are told: which of them comes first does not matter then.
        if !params.iter().any(|param| matches!(param, T::Error)) {
            self.reject_hidden_clauses(key.0, &clauses);
        }
        let result = match &first.result {
            Some(ty) => self.resolve_type(ty, &scope),
            None => match self.service_parts.get(&key.0) {
                Some(ServicePart::Call) => {
                    let reply = self.store.fresh();
                    T::tuple(vec![params[0].clone(), reply])
                }
                Some(ServicePart::Handler) => params[0].clone(),
                _ => self.store.fresh(),
            },
        };
        let mailbox = self.store.fresh();
        if is_external {
            // The runtime calls what it is given in the actor that gives it.
            for param in &params {
                if let T::Fn(given) = self.store.head(param) {
                    let _ = self.store.unify(&given.mailbox, &mailbox);
                }
            }
        }
        OpenFn { generics, assumed, params, result, mailbox, scope, inferred: Vec::new() }
    }

    /// Whether something was told that is wrong in a function.
    pub fn is_mistaken(&self, key: (Symbol, u32)) -> bool {
        let items = &self.functions[&key].items;
        let within =
            |span: Span, item: &Span| span.file == item.file && span.start >= item.start && span.end <= item.end;
        let inside = |span: Span| items.iter().any(|item| within(span, item));
        self.diags.iter().any(|found| found.is_error() && inside(found.primary().span))
    }

    /// E0063 where a function without written types would have the type parameter of another in its type: by the mailbox,
    /// which functions that call each other share.
    fn reject_escapes(&mut self, group: &[(Symbol, u32)]) {
        for key in group {
            let open = self.open_fn(key);
            let mut found = Vec::new();
            for ty in open.params.iter().chain([&open.result, &open.mailbox]) {
                self.store.rigids_in(ty, &mut found);
            }
            found.retain(|rigid| !open.generics.contains(rigid) && !open.inferred.contains(rigid));
            let owner_of = |rigid| group.iter().find(|other| self.open_fn(other).generics.contains(&rigid));
            let Some((foreign, owner)) = found.into_iter().find_map(|id| Some((id, owner_of(id)?))) else { continue };
            let (parameter, span, at) =
                (self.store.rigids[foreign].name, self.functions[key].span, self.functions[owner].span);
            let message =
                format!("`{}` would have the type parameter `{parameter}` of `{}` in its type", key.0, owner.0);
            let diagnostic = Diagnostic::error(Code::E0063, message, span, "its types are not written");
            self.diags.push(
                diagnostic
                    .label(at, format!("`{parameter}` belongs to this function, which it calls and which calls it"))
                    .help(format!("write the types of `{}`, with a type parameter of its own", key.0)),
            );
            for ty in open.params.iter().chain([&open.result]) {
                let mut vars = Vec::new();
                self.store.free_vars(ty, false, &mut vars);
                vars.into_iter().for_each(|var| self.store.bind(var, T::Error));
            }
            if let FnState::Open(open) = &mut self.functions[key].state {
                let open = Rc::make_mut(open);
                open.params.iter_mut().for_each(|param| *param = T::Error);
                open.result = T::Error;
            }
        }
    }

    /// Turns what still waits into bounds of the new parameters, closes schemes and bodies.
    fn close_group(&mut self, parts: &[Vec<(Symbol, u32)>], drafts: Vec<Option<Draft>>, extra: &Parameters) {
        let group = &parts.concat();
        let inferred = self.bounds_of(&extra.ids);
        self.assumptions.extend(inferred.iter().cloned());
        self.settle_leftovers();
        let schemes: Vec<(Vec<RigidId>, Scheme)> = group
            .iter()
            .map(|key| {
                let open = self.open_fn(key);
                let rigids: Vec<RigidId> =
                    open.generics.iter().chain(&open.inferred).chain(&extra.ids).copied().collect();
                let params = rigids.iter().map(|id| self.store.rigids[*id].name).collect();
                let mut bounds = self.close_assumptions(&open.assumed, &rigids);
                bounds.extend(self.close_assumptions(&inferred, &rigids));
                let mut equalities = self.close_outputs(&open.assumed, &rigids);
                equalities.extend(self.close_outputs(&inferred, &rigids));
                equalities.extend(
                    extra.equal.iter().map(|(of, ty)| (self.close_projection(of, &rigids), self.close(ty, &rigids))),
                );
                let mut whole = T::function(open.params.clone(), open.result.clone(), open.mailbox.clone());
                // That is told of its body.
                if self.store.is_too_large(&whole) {
                    whole = T::function(vec![T::Error; open.params.len()], T::Error, T::NoMailbox);
                }
                let ty = self.close(&whole, &rigids);
                (rigids, Scheme { params, bounds, equalities, ty })
            })
            .collect();
        for ((key, draft), (rigids, scheme)) in group.iter().zip(drafts).zip(schemes) {
            let item = &self.functions[key];
            let name = FnRef { module: self.module, name: key.0, arity: key.1 };
            let body = match (&item.external, draft) {
                (Some(external), _) => external.clone().body(),
                (None, Some(draft)) => {
                    let inferred = self.open_fn(key).inferred.clone();
                    let part = parts.iter().find(|part| part.contains(key)).map_or(&[][..], Vec::as_slice);
                    let own = OwnArgs { part, inferred: &inferred, group, extra: &extra.ids };
                    FunctionBody::Mesh(self.close_draft(draft, own, &rigids))
                }
                (None, None) => continue,
            };
            let (span, kind, public, doc) = (
                self.functions[key].span,
                self.functions[key].kind,
                self.functions[key].public,
                self.functions[key].doc.clone(),
            );
            let constant = kind == ValueKind::Constant;
            let promises = self.functions[key].promises;
            self.done.push(Function { name, scheme: scheme.clone(), span, constant, promises, body: body.into() });
            let decl = ValueDecl { function: name, scheme, kind, public, span, doc };
            self.functions[key].state = FnState::Done(Arc::new(decl));
        }
    }

    /// What no type decides stands for unit; what even that does not solve is reported.
    pub fn settle_leftovers(&mut self) {
        self.solve();
        self.default_projections(&[]);
        let goals = self.goals.clone();
        // Nothing to show, to compare or to hash is still shown, compared and hashed; anything else must be decided.
        for goal in &goals {
            if let GoalKind::Has { subject, .. } = &goal.kind
                && let T::Var(var) = self.store.head(subject)
            {
                self.diags.push(say::which_tuples(goal.span));
                self.store.bind(var, T::Error);
            }
            let GoalKind::Implements { subject, interface, args } = &goal.kind else { continue };
            if HARMLESS.contains(&interface.name.as_str()) {
                continue;
            }
            let head = self.store.head(subject);
            let (mut open, is_var) = (Vec::new(), matches!(head, T::Var(_)));
            self.store.free_vars(&head, false, &mut open);
            if is_var || (!open.is_empty() && self.candidates(*interface, args, &head).len() > 1) {
                self.diags.push(say::ambiguous(goal.span));
                self.store.poison(&head);
            }
        }
        for goal in &goals {
            let mut vars = Vec::new();
            self.store.free_vars(goal.subject(), false, &mut vars);
            for var in vars {
                self.store.bind(var, T::Unit);
            }
        }
        self.solve();
        for goal in std::mem::take(&mut self.goals) {
            self.diags.push(say::ambiguous(goal.span));
        }
    }
}

/// Whether a clause takes all arguments.
pub fn catches_all(clause: &ast::FnClause) -> bool {
    let plain =
        |param: &ast::Param| matches!(param.pattern.kind, ast::PatternKind::Bind(_) | ast::PatternKind::Wildcard);
    clause.guard.is_none() && clause.params.iter().all(plain)
}
