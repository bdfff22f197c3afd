//! Impls: their headers, coherence, what deriving gives, and the bodies of their methods and of defaults.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use mesh_common::suggest::{nearest, one_edit_from};
use mesh_common::{Code, Diagnostic, FxIndexMap, Span, Symbol};
use mesh_parser::ast::{self, ItemKind};
use rustc_hash::FxHashMap;

use crate::attributes::{external, promises};
use crate::builtin;
use crate::check::Checker;
use crate::collect::rigid_ids;
use crate::derived::is_shown;
use crate::desugar::{Derived, Expanded};
use crate::goals::{Assumption, Goal};
use crate::infer_ty::{FnT, RigidId, T};
use crate::outputs::WrittenOutputs;
use crate::overlap;
use crate::print;
use crate::resolve::{BASIC_TYPES, TypeScope, is_of_the_language};
use crate::say;
use crate::typed::{Function, FunctionBody, Promises};
use crate::types::{FnRef, ImplDecl, Projection, QualifiedName, Scheme, TraitDecl, TraitMethod, Ty};

/// One impl of this module.
pub struct ImplItem<'a> {
    pub decl: Arc<ImplDecl>,
    pub source: &'a ast::Impl,
    pub scope: TypeScope,
    pub rigids: Vec<RigidId>,
    pub assumed: Vec<Assumption>,
    pub derived: Option<&'a Derived>,
    /// False when an impl that nobody asked for turned out to be impossible.
    pub alive: bool,
    /// Whether one that somebody asked for did, which is told: it counts as there, so that what needs it is not told again.
    pub failed: bool,
}

impl<'a> Checker<'a> {
    /// Declares every impl, written or derived.
    pub fn declare_impls(&mut self, expanded: &'a Expanded) {
        for item in &expanded.items {
            if let ItemKind::Impl(source) = &item.kind {
                self.declare_impl(source, None);
            }
        }
        for derived in &expanded.derived {
            self.declare_impl(&derived.source, Some(derived));
        }
    }

    fn declare_impl(&mut self, source: &'a ast::Impl, derived: Option<&'a Derived>) {
        let Some(interface) = self.trait_name(&source.interface) else { return self.lose_impl(source) };
        let Some(decl) = self.env.traits.get(&interface).cloned() else { return };
        let Some((mut scope, params)) = self.header_scope(source, derived.is_some()) else {
            return self.lose_impl(source);
        };
        scope.self_interface = Some(interface);
        let rigids = rigid_ids(&scope.generics.values().cloned().collect::<Vec<_>>());
        let subject = self.resolve_type(&source.subject, &scope);
        if subject.is_error() {
            return self.lose_impl(source);
        }
        scope.self_ty = Some(subject.clone());
        scope.unread = decl.open_associated();
        let args: Vec<T> = source.args.iter().map(|ty| self.resolve_type(ty, &scope)).collect();
        if args.len() != decl.params.len() {
            let span = source.interface.span;
            self.diags.push(crate::say::type_arguments(interface.name, &decl.params, args.len(), span));
            return;
        }
        scope.self_args = args.clone();
        let assumed = self.assume(&source.bounds, &mut scope, &WrittenOutputs::of_impl(source), false);
        // `T.Output` of a parameter is known by its bound.
        let outer = std::mem::replace(&mut self.assumptions, assumed.clone());
        self.reject_same(source.associated.iter().map(|(name, _)| *name));
        self.read_associated(source, &decl, &mut scope);
        self.infer_associated(source, &decl, &mut scope);
        self.assumptions = outer;
        if derived.is_none() {
            self.check_associated(source, &decl, &mut scope);
        }
        let is_open = |name: &Symbol| !decl.equations.iter().any(|(known, _)| known == name);
        let written = scope.associated.iter().filter(|(name, _)| is_open(name));
        let associated = written.map(|(name, ty)| (*name, self.close(ty, &rigids))).collect::<FxIndexMap<_, _>>();
        let closed_subject = self.close(&subject, &rigids);
        let closed_args: Vec<Ty> = args.iter().map(|ty| self.close(ty, &rigids)).collect();
        let title = impl_title(interface, &closed_args, &closed_subject, &params);
        let methods = source
            .methods
            .iter()
            .map(|method| {
                let name = Symbol::new(&format!("{title}.{}", method.clause.name.text));
                (method.clause.name.text, FnRef { module: self.module, name, arity: method.clause.params.len() as u32 })
            })
            .collect();
        let bounds = self.close_assumptions(&assumed, &rigids);
        let own_outputs = self.outputs_of(&assumed);
        let own_outputs = own_outputs.iter().map(|(name, ty)| (*name, self.close(ty, &rigids))).collect();
        let span = source.interface.span;
        let decl = ImplDecl {
            interface,
            args: closed_args,
            subject: closed_subject,
            params,
            bounds,
            own_outputs,
            associated,
            methods,
            derived: derived.is_some(),
            span,
        };
        let decl = Arc::new(decl);
        if let Some(known) = self.overlapping(&decl) {
            // What the program writes wins over what is derived without being asked.
            if derived.is_none_or(|derived| derived.explicit) {
                self.reject_overlap(&decl, &known);
            }
            return;
        }
        self.env.impls.add(&decl);
        self.impls.push(ImplItem { decl, source, scope, rigids, assumed, derived, alive: true, failed: false });
    }

    fn reject_overlap(&mut self, decl: &ImplDecl, known: &ImplDecl) {
        let other = known.methods.values().map(|function| function.module).find(|of| *of != self.module);
        let of_library = other.is_some_and(|of| of == builtin::prelude() || self.imports.std.has(of));
        self.diags.push(if of_library {
            overlap::known_to_library(decl)
        } else {
            overlap::overlap(decl, known, &self.module)
        });
    }

    /// The scope of an impl with the parameters that its header has; `None` where one that is derived would hide a type of the language.
    fn header_scope(&mut self, source: &ast::Impl, derived: bool) -> Option<(TypeScope, Vec<Symbol>)> {
        let (mut scope, mut params) = (TypeScope::default(), Vec::new());
        if let (true, ast::TypeKind::Named(_, args)) = (derived, &source.subject.kind) {
            // The parameters of the declaration, whatever else has their names.
            for arg in args {
                let ast::TypeKind::Named(path, _) = &arg.kind else { continue };
                if is_of_the_language(path.segments[0].text) {
                    return None;
                }
                self.header_param(path.segments[0].text, &mut scope, &mut params);
            }
        }
        for ty in source.args.iter().chain([&source.subject]) {
            self.implicit_params(ty, true, &mut scope, &mut params);
        }
        Some((scope, params))
    }

    fn header_param(&mut self, name: Symbol, scope: &mut TypeScope, params: &mut Vec<Symbol>) {
        if !scope.generics.contains_key(&name) {
            let rigid = self.store.fresh_rigid(name);
            scope.generics.insert(name, rigid);
            params.push(name);
        }
    }

    /// Names in an impl's types that are no type in scope are its parameters.
    pub fn implicit_params(&mut self, ty: &ast::Type, whole: bool, scope: &mut TypeScope, params: &mut Vec<Symbol>) {
        match &ty.kind {
            ast::TypeKind::Named(path, args) => {
                if let ([name], true) = (path.segments.as_slice(), args.is_empty()) {
                    let known = self.is_type_name(name.text) || name.text.as_str() == "Self";
                    // One that is nearly a type is a mistake: the impl would be for all types.
                    let is_parameter = is_parameter_like(name.text) || (!whole && self.near_type(name.text).is_none());
                    if !known && is_parameter {
                        self.header_param(name.text, scope, params);
                    }
                }
                self.declared_params(path, args, scope, params);
                args.iter().for_each(|arg| self.implicit_params(arg, false, scope, params));
            }
            ast::TypeKind::Tuple(items) => {
                items.iter().for_each(|item| self.implicit_params(item, false, scope, params));
            }
            ast::TypeKind::Fn(items, result) => {
                items.iter().for_each(|item| self.implicit_params(item, false, scope, params));
                self.implicit_params(result, false, scope, params);
            }
            ast::TypeKind::Option(item) => self.implicit_params(item, false, scope, params),
            ast::TypeKind::Result(ok, err) => {
                self.implicit_params(ok, false, scope, params);
                self.implicit_params(err, false, scope, params);
            }
            ast::TypeKind::Error => {}
        }
    }

    /// Names that the declaration of a type has for its parameters are parameters, however near they are to types.
    fn declared_params(
        &mut self,
        path: &ast::Path,
        args: &[ast::Type],
        scope: &mut TypeScope,
        params: &mut Vec<Symbol>,
    ) {
        let declared = self.type_name(path).and_then(|name| self.env.types.get(&name)).map(|decl| decl.params.clone());
        for (arg, declared) in args.iter().zip(declared.unwrap_or_default()) {
            if let ast::TypeKind::Named(path, args) = &arg.kind
                && let ([name], true) = (path.segments.as_slice(), args.is_empty())
                && name.text == declared
                && !self.is_type_name(declared)
            {
                self.header_param(declared, scope, params);
            }
        }
    }

    /// The name of a type of the language or of this module that another name is nearly: one letter is wrong, or two have changed places.
    fn near_type(&self, name: Symbol) -> Option<Symbol> {
        let own = self.env.scope.types.iter().filter(|(_, ty)| ty.module == self.module).map(|(name, _)| *name);
        one_edit_from(name.as_str(), own.chain(BASIC_TYPES.map(Symbol::new)))
    }

    // ---- deriving ----------------------------------------------------------------------------------------------

    /// Drops derived impls whose fields lack the interface, until nothing changes; reports those that were asked for.
    pub fn settle_derived(&mut self) {
        let users = self.users_of_types();
        let mut waiting: VecDeque<usize> = (0..self.impls.len()).collect();
        while let Some(at) = waiting.pop_front() {
            let item = &self.impls[at];
            let Some(derived) = item.derived.filter(|_| item.alive && !item.failed) else { continue };
            let missing = self.fields_without(at);
            if missing.is_empty() {
                continue;
            }
            let item = &mut self.impls[at];
            let decl = item.decl.clone();
            (item.alive, item.failed) = (derived.explicit, derived.explicit);
            if !derived.explicit {
                self.env.impls.remove(&decl);
                // Those that needed it are looked at again.
                if let Ty::Named(name, _) = &decl.subject {
                    waiting.extend(users.get(name).into_iter().flatten());
                }
                continue;
            }
            for (field, ty, span, needed) in missing {
                self.cannot_derive(&decl, field, &ty, span, needed);
            }
        }
    }

    /// The derived impls for types that have a type in their fields.
    fn users_of_types(&self) -> FxHashMap<QualifiedName, Vec<usize>> {
        let mut users: FxHashMap<QualifiedName, Vec<usize>> = FxHashMap::default();
        for (at, item) in self.impls.iter().enumerate().filter(|(_, item)| item.derived.is_some()) {
            let mut names = Vec::new();
            self.fields_of(&item.decl.subject).iter().for_each(|(_, ty, _)| ty.names(&mut names));
            names.sort_unstable();
            names.dedup();
            names.into_iter().for_each(|name| users.entry(name).or_default().push(at));
        }
        users
    }

    /// The fields whose types lack what the derived impl needs.
    fn fields_without(&mut self, at: usize) -> Vec<(Symbol, String, Span, QualifiedName)> {
        let item = &self.impls[at];
        let assumed = item.assumed.clone();
        let rigids: Vec<T> = item.rigids.iter().map(|id| T::Rigid(*id)).collect();
        let fields = self.fields_of(&item.decl.subject);
        let needs: Vec<Vec<QualifiedName>> = fields.iter().map(|(field, ..)| item.needs_of(*field)).collect();
        let outer = std::mem::replace(&mut self.assumptions, assumed);
        let pending = std::mem::take(&mut self.goals);
        let mut missing = Vec::new();
        for ((field, ty, span), needs) in fields.into_iter().zip(needs) {
            let subject = self.open(&ty, &rigids);
            for needed in needs {
                let before = self.diags.len();
                self.goals.push(if is_shown(needed) {
                    Goal::shows(subject.clone(), span)
                } else {
                    Goal::implements(subject.clone(), needed, Vec::new(), span)
                });
                self.solve();
                let failed = self.diags.len() > before || !self.goals.is_empty();
                self.diags.truncate(before);
                self.goals.clear();
                if failed {
                    missing.push((field, self.show(&subject), span, needed));
                    break;
                }
            }
        }
        self.assumptions = outer;
        self.goals = pending;
        missing
    }

    fn cannot_derive(&mut self, decl: &ImplDecl, field: Symbol, ty: &str, span: Span, needed: QualifiedName) {
        let name = decl.interface.name;
        let (code, what) = match name.as_str() {
            "ToJson" | "FromJson" => (Code::E0038, "Json".to_owned()),
            "FromRow" => (Code::E0039, "Row".to_owned()),
            "FromConfig" => (Code::E0028, "Config".to_owned()),
            "ToColumn" | "FromColumn" => (Code::E0028, "Column".to_owned()),
            _ => (Code::E0028, name.to_string()),
        };
        let message = format!("cannot derive {what}: `{field}` is {ty}");
        let label = format!("{ty} has no `{}`", needed.name);
        let diagnostic = Diagnostic::error(code, message, span, label).label(decl.span, "derived here");
        self.diags.push(diagnostic);
    }

    // ---- bodies ------------------------------------------------------------------------------------------------

    /// Checks the methods of every impl.
    pub fn check_impls(&mut self) {
        for at in 0..self.impls.len() {
            let item = &self.impls[at];
            if !item.alive || item.failed || (self.imports.skips_derived && item.derived.is_some()) {
                continue;
            }
            let (decl, source) = (item.decl.clone(), item.source);
            let Some(declared) = self.env.traits.get(&decl.interface).cloned() else { continue };
            self.check_completeness(&decl, source, &declared);
            self.check_equations(at, &declared);
            let quiet = item_is_derived(&self.impls[at]);
            self.locals.quiet = quiet;
            let before = self.diags.len();
            for (i, method) in source.methods.iter().enumerate() {
                let name = method.clause.name;
                let same = |known: &&ast::Method| known.clause.name.text == name.text;
                if let Some(first) = source.methods[..i].iter().find(same) {
                    self.diags.push(say::method_twice(name.text, first.clause.name.span, name.span));
                    continue;
                }
                // What clauses say together, none says alone.
                if source.methods[i + 1..].iter().any(|known| same(&known)) {
                    continue;
                }
                match declared.methods.iter().find(|known| known.name == method.clause.name.text) {
                    Some(known) => self.check_method(at, method, known),
                    None => self.unknown_method(method, &decl, &declared),
                }
            }
            self.locals.quiet = false;
            if quiet {
                // Derived code is right by construction; its warnings are nobody's.
                self.diags.retain({
                    let mut i = 0;
                    move |diagnostic| {
                        i += 1;
                        i <= before || diagnostic.is_error()
                    }
                });
            }
        }
    }

    fn check_completeness(&mut self, decl: &ImplDecl, source: &ast::Impl, declared: &TraitDecl) {
        let lacks: Vec<String> = lacking(decl, declared)
            .filter(|name| !source.methods.iter().any(|method| means(method, declared, *name)))
            .map(|name| format!("`{name}`"))
            .collect();
        if !lacks.is_empty() {
            let message = format!("the impl of `{}` lacks {}", decl.interface.name, lacks.join(", "));
            let diagnostic = Diagnostic::error(Code::E0007, message, source.interface.span, "incomplete");
            let diagnostic = if declared.name.module == self.module {
                diagnostic.label(declared.span, "the interface")
            } else {
                diagnostic
            };
            self.diags.push(diagnostic.help(format!("add {} to the impl", lacks.join(" and "))));
        }
    }

    fn unknown_method(&mut self, method: &ast::Method, decl: &ImplDecl, declared: &TraitDecl) {
        let name = method.clause.name;
        let meant = lacking(decl, declared).find(|known| means(method, declared, *known));
        let message = format!("`{}` has no method `{}`", declared.name.name, name.text);
        let diagnostic = Diagnostic::error(Code::E0008, message, name.span, "not part of the interface");
        self.diags.push(match meant {
            Some(_) => say::did_you_mean(diagnostic, name.text.as_str(), meant),
            None => diagnostic.help("move it out of the impl: a function needs no interface"),
        });
    }

    fn check_method(&mut self, at: usize, method: &'a ast::Method, known: &TraitMethod) {
        let item = &self.impls[at];
        let decl = item.decl.clone();
        let (mut scope, mut rigids, assumed) = (item.scope.clone(), item.rigids.clone(), item.assumed.clone());
        let clause = &method.clause;
        let outer = std::mem::replace(&mut self.assumptions, assumed);
        // The interface's signature for this subject.
        let impl_args: Vec<T> = item.rigids.iter().map(|id| T::Rigid(*id)).collect();
        let mut args = vec![self.open_in(&decl.subject, &impl_args)];
        args.extend(decl.args.iter().map(|ty| self.open_in(ty, &impl_args)).collect::<Vec<_>>());
        let own = known.scheme.params.len() - args.len();
        let mut names = decl.params.clone();
        for i in 0..own {
            let name = clause.generics.get(i).map_or(known.scheme.params[args.len()], |generic| generic.text);
            let rigid = self.store.fresh_rigid(name);
            scope.generics.insert(name, rigid.clone());
            rigids.extend(rigid_ids(std::slice::from_ref(&rigid)));
            names.push(name);
            args.push(rigid);
        }
        self.reject_undeclared_in(&[clause], &mut scope);
        self.assume_bounds(&known.scheme, &args);
        let wanted = self.open_in(&known.scheme.ty, &args);
        self.ground_type(&wanted);
        self.solve();
        let T::Fn(wanted) = self.store.zonk(&wanted) else { return };
        if wanted.params.len() != clause.params.len() {
            let count = say::count(wanted.params.len(), "parameter");
            let message = format!("`{}` takes {count} in the interface", known.name);
            let here = format!("{} here", clause.params.len());
            self.diags.push(Diagnostic::error(Code::E0008, message, clause.name.span, here));
            self.assumptions = outer;
            return;
        }
        // The body is held to what its impl writes; that it differs from the interface is one mistake.
        let wanted = Rc::new(self.compare_signature(clause, &wanted, &scope));
        let bounds = self.close_assumptions(&self.assumptions, &rigids);
        let ty = self.close(&T::Fn(wanted.clone()), &rigids);
        let equalities = self.close_outputs(&self.assumptions, &rigids);
        let scheme = Scheme { params: names, bounds, equalities, ty };
        let name = decl.methods[&known.name];
        let body = match external(&method.attributes, &clause.params) {
            Some(external) => external.body(),
            None => {
                let clauses = [clause];
                FunctionBody::Mesh(self.closed_body(&clauses, &wanted.params, &wanted.result, &scope, &rigids))
            }
        };
        self.assumptions = outer;
        let (promises, span) = (promises(&method.attributes), clause.name.span);
        self.done.push(Function { name, scheme, span, constant: false, promises, body: body.into() });
    }

    /// What a signature with these arguments asks for holds in its body.
    fn assume_bounds(&mut self, scheme: &Scheme, args: &[T]) {
        for bound in &scheme.bounds {
            let subject = self.open_in(&bound.subject, args);
            let says =
                |(known, _): &&(Projection, Ty)| known.interface == bound.interface && known.subject == bound.subject;
            let own_output = scheme.equalities.iter().find(says).is_some();
            let args = bound.args.iter().map(|arg| self.open_in(arg, args)).collect();
            let interface = bound.interface;
            self.assumptions.push(Assumption { subject, interface, args, own_output, or_debug: false });
        }
    }

    fn ground_type(&mut self, ty: &T) {
        if let T::Fn(f) = self.store.head(ty) {
            let _ = self.store.unify(&f.mailbox, &T::NoMailbox);
        }
    }

    /// E0008 where an impl writes other types than the interface.
    fn compare_signature(&mut self, clause: &ast::FnClause, wanted: &FnT, scope: &TypeScope) -> FnT {
        let mut found = wanted.clone();
        for (param, wanted) in clause.params.iter().zip(&mut found.params) {
            self.compare_type(param.ty.as_ref(), wanted, scope);
        }
        self.compare_type(clause.result.as_ref(), &mut found.result, scope);
        found
    }

    fn compare_type(&mut self, ty: Option<&ast::Type>, wanted: &mut T, scope: &TypeScope) {
        let Some(ty) = ty else { return };
        let written = self.resolve_type(ty, scope);
        self.solve();
        if self.store.unify(&written, wanted).is_err() {
            self.signature_differs(&written, wanted, ty.span);
            *wanted = written;
        }
    }

    pub fn signature_differs(&mut self, written: &T, wanted: &T, span: Span) {
        let (written, wanted) = (self.show(written), self.show(wanted));
        let message = format!("the interface says {wanted}, found {written}");
        let diagnostic = Diagnostic::error(Code::E0008, message, span, format!("must be {wanted}"));
        self.diags.push(if wanted.starts_with("Iter<") {
            diagnostic
                .help("an iterator is made by `Iter.unfold(state, f)`, where `f` gives an element and the next state")
        } else {
            diagnostic
        });
    }

    /// Checks the default bodies of the module's interfaces.
    pub fn check_defaults(&mut self, expanded: &'a Expanded) {
        for item in &expanded.items {
            let ItemKind::Interface(decl) = &item.kind else { continue };
            let name = QualifiedName { module: self.module, name: decl.name.text };
            let Some(declared) = self.env.traits.get(&name).cloned() else { continue };
            for (method, known) in decl.methods.iter().zip(&declared.methods) {
                if let Some(function) = known.default {
                    self.check_default(decl, name, method, known, function);
                }
            }
        }
    }

    fn check_default(
        &mut self,
        decl: &'a ast::Interface,
        name: QualifiedName,
        method: &'a ast::Method,
        known: &TraitMethod,
        function: FnRef,
    ) {
        let (mut scope, rigids) = self.trait_scope(name, decl, &method.clause);
        let args: Vec<T> = rigids.iter().map(|id| T::Rigid(*id)).collect();
        let trait_args = args[1..=decl.generics.len()].to_vec();
        let subject = args[0].clone();
        let mut assumed =
            vec![Assumption { subject, interface: name, args: trait_args, own_output: false, or_debug: false }];
        let outputs = WrittenOutputs::of_clauses(&[&method.clause]);
        assumed.extend(self.assume(&method.clause.bounds, &mut scope, &outputs, false));
        let outer = std::mem::replace(&mut self.assumptions, assumed);
        let T::Fn(wanted) = self.open_in(&known.scheme.ty, &args) else { return };
        let clauses = [&method.clause];
        let body = self.closed_body(&clauses, &wanted.params, &wanted.result, &scope, &rigids);
        let scheme = Scheme { bounds: self.close_assumptions(&self.assumptions, &rigids), ..known.scheme.clone() };
        self.assumptions = outer;
        // Who writes an impl uses the parameters that the default does not.
        method.clause.params.iter().for_each(|param| self.locals.mark_used(param.pattern.span));
        self.done.push(Function {
            name: function,
            scheme,
            span: method.clause.name.span,
            constant: false,
            promises: Promises::default(),
            body: FunctionBody::Mesh(body).into(),
        });
    }
}

/// Whether a name is one that only parameters have: a letter, perhaps with a number.
pub fn is_parameter_like(name: Symbol) -> bool {
    let mut chars = name.as_str().chars();
    chars.next().is_some_and(char::is_uppercase) && chars.all(|char| char.is_ascii_digit())
}

fn item_is_derived(item: &ImplItem<'_>) -> bool {
    item.derived.is_some()
}

/// `Eq for List<T>`: names the impl's functions.
fn impl_title(interface: QualifiedName, args: &[Ty], subject: &Ty, params: &[Symbol]) -> String {
    let args: Vec<String> = args.iter().map(|arg| print::ty(arg, params)).collect();
    let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) };
    format!("{}{args} for {}", interface.name, print::ty(subject, params))
}

/// The methods that an impl has to give, and does not.
fn lacking(decl: &ImplDecl, declared: &TraitDecl) -> impl Iterator<Item = Symbol> {
    let lacks = |method: &&TraitMethod| method.default.is_none() && !decl.methods.contains_key(&method.name);
    declared.methods.iter().filter(lacks).map(|method| method.name)
}

/// Whether what an impl has is misspelt, and should be this one of its interface.
fn means(method: &ast::Method, declared: &TraitDecl, name: Symbol) -> bool {
    let written = method.clause.name.text;
    let is_known = declared.methods.iter().any(|known| known.name == written);
    !is_known && nearest(written.as_str(), [name]).is_some()
}
