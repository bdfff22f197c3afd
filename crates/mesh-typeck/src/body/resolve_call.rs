//! What a name or a path stands for when it is called or used as a value.

use std::rc::Rc;
use std::sync::Arc;

use mesh_common::{Code, Diagnostic, ModulePath, Symbol};
use mesh_parser::ast::{self, ExprKind as E};

use crate::builtin;
use crate::check::Checker;
use crate::env::Ctor;
use crate::facts::Meaning;
use crate::groups::{FnState, OpenFn};
use crate::infer_ty::T;
use crate::known;
use crate::offers::Wanted;
use crate::say;
use crate::types::{FnRef, QualifiedName, TraitDecl, TypeDeclKind, ValueDecl};
use crate::world::Head;

/// A function that a name may stand for.
#[derive(Clone)]
pub enum Candidate {
    Known(Arc<ValueDecl>),
    /// A function of the group that is being inferred.
    Open {
        function: FnRef,
        open: Rc<OpenFn>,
        actor: bool,
    },
}

impl Candidate {
    pub fn arity(&self) -> u32 {
        match self {
            Candidate::Known(decl) => decl.function.arity,
            Candidate::Open { function, .. } => function.arity,
        }
    }

    /// The function that it is.
    pub fn function(&self) -> FnRef {
        match self {
            Candidate::Known(decl) => decl.function,
            Candidate::Open { function, .. } => *function,
        }
    }

    /// Whether nobody can send through a pid that this function takes: it only looks at the actor or ends it.
    pub fn sends_nothing(&self) -> bool {
        let Candidate::Known(decl) = self else { return false };
        let hands_out = [known::functions::register(), known::functions::typed()];
        decl.function.module == hands_out[0].module && !hands_out.contains(&decl.function)
    }
}

/// Functions that the compiler knows: they work on any tuple, or stand for another function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Special {
    TupleFirst,
    TupleSecond,
    TupleNth,
    TupleSize,
    /// `User.from_json(text)`
    FromJson,
}

pub enum Target {
    Functions(Vec<Candidate>),
    Ctor(Ctor),
    Method {
        interface: Arc<TraitDecl>,
        method: Symbol,
        subject: Option<T>,
    },
    /// A method of several interfaces: the type of the first argument decides.
    AnyMethod(ast::Name),
    Special((Special, Option<T>)),
}

/// The path of a chain of names, `A.B.c`; nothing for any other expression.
pub fn path_of(source: &ast::Expr) -> Option<ast::Path> {
    match &source.kind {
        E::Name(text) => {
            let name = ast::Name { text: *text, span: source.span };
            Some(ast::Path { segments: vec![name], span: source.span })
        }
        E::Member(base, name) => {
            let mut path = path_of(base)?;
            path.segments.push(*name);
            path.span = source.span;
            Some(path)
        }
        _ => None,
    }
}

impl<'a> Checker<'a> {
    /// Keeps what a path stands for: of several functions, one that is meant.
    pub fn note_target(&self, target: &Target, path: &ast::Path, is_meant: impl Fn(&Candidate) -> bool) {
        if self.recorder.is_none() {
            return;
        }
        let meaning = match target {
            Target::Functions(candidates) => {
                let meant = candidates.iter().find(|candidate| is_meant(candidate)).or(candidates.first());
                meant.map(|candidate| Meaning::Function(candidate.function()))
            }
            Target::Ctor(ctor) => {
                let variants = self.env.variants(ctor.ty);
                variants.map(|all| Meaning::Variant(ctor.ty, all[ctor.variant as usize].name))
            }
            Target::Method { interface, method, .. } => Some(Meaning::Method(interface.name, *method)),
            Target::AnyMethod(_) | Target::Special(_) => None,
        };
        if let Some(meaning) = meaning {
            self.note_path(&path.segments, meaning);
        }
    }

    /// The functions of a module with this name that can be seen from here.
    pub fn functions_named(&self, module: ModulePath, name: Symbol) -> Vec<Candidate> {
        if module == self.module {
            let arities = self.arities.get(&name).map_or(&[][..], Vec::as_slice);
            let keys = arities.iter().map(|&arity| (name, arity));
            return keys.filter_map(|key| self.candidate(key, &self.functions[&key].state)).collect();
        }
        let decls = self.env.values.get(module, name);
        let visible = |decl: &&Arc<ValueDecl>| decl.public || self.sees_private(module);
        decls.iter().filter(visible).map(|decl| Candidate::Known(decl.clone())).collect()
    }

    /// A function of the library.
    pub fn library_function(&self, function: FnRef) -> Option<Candidate> {
        let found = self.functions_named(function.module, function.name);
        found.into_iter().find(|candidate| candidate.arity() == function.arity)
    }

    fn candidate(&self, key: (Symbol, u32), state: &FnState) -> Option<Candidate> {
        match state {
            FnState::Done(decl) => Some(Candidate::Known(decl.clone())),
            FnState::Open(open) => {
                let function = FnRef { module: self.module, name: key.0, arity: key.1 };
                let actor = self.frame.actor == Some(key);
                Some(Candidate::Open { function, open: Rc::clone(open), actor })
            }
            FnState::Waiting => None,
        }
    }

    /// Whether a member expression is the name of a function.
    pub fn names_a_function(&self, source: &ast::Expr) -> bool {
        path_of(source).is_some_and(|path| {
            path.segments[0].text.as_str().starts_with(char::is_uppercase) && self.target(&path, None).is_some()
        })
    }

    /// Whether a member expression is a path that begins with a module, whatever stands behind it.
    pub fn begins_with_module(&self, source: &ast::Expr) -> bool {
        path_of(source).is_some_and(|path| {
            path.segments[0].text.as_str().starts_with(char::is_uppercase)
                && self.module_of(&path.segments[..path.segments.len() - 1]).is_some()
        })
    }

    /// What a path stands for; with `arity`, functions that take another number of arguments come only if no other does.
    pub fn target(&self, path: &ast::Path, arity: Option<u32>) -> Option<Target> {
        match path.segments.as_slice() {
            [name] => self.bare_target(*name, arity),
            segments if segments[0].text.as_str().starts_with(char::is_uppercase) => self.path_target(segments),
            _ => None,
        }
    }

    fn bare_target(&self, name: ast::Name, arity: Option<u32>) -> Option<Target> {
        let modules = [Some(self.module), self.env.scope.values.get(&name.text).copied(), Some(builtin::prelude())];
        let fits = |found: &Candidate| arity.is_none_or(|arity| found.arity() == arity);
        // What is nearer hides what takes as many arguments, and no more.
        let mut first = None;
        for module in modules.into_iter().flatten() {
            let found = self.functions_named(module, name.text);
            if found.iter().any(fits) {
                return Some(Target::Functions(found));
            }
            first = first.or(Some(found).filter(|found| !found.is_empty()));
        }
        if let Some(found) = first {
            return Some(Target::Functions(found));
        }
        if let Some(ctor) = self.env.scope.ctors.get(&name.text) {
            return Some(Target::Ctor(*ctor));
        }
        let traits = self.env.traits_with(name.text);
        match traits.as_slice() {
            [] => None,
            [interface] => Some(Target::Method { interface: interface.clone(), method: name.text, subject: None }),
            _ => Some(Target::AnyMethod(name)),
        }
    }

    fn path_target(&self, segments: &[ast::Name]) -> Option<Target> {
        let (last, init) = segments.split_last()?;
        let module = self.module_of(init);
        // What the program calls so comes before a module of the library, whatever that gets later.
        if module.is_some_and(|module| self.imports.std.has(module))
            && let Some(target) = self.service_target(init, *last).or_else(|| self.own_static_target(init, *last))
        {
            return Some(target);
        }
        if let Some(module) = module {
            if module == builtin::tuple()
                && let Some(special) = tuple_function(last.text)
            {
                return Some(Target::Special((special, None)));
            }
            let found = self.functions_named(module, last.text);
            if !found.is_empty() {
                return Some(Target::Functions(found));
            }
        }
        if let Some(target) = self.service_target(init, *last) {
            return Some(target);
        }
        if let Some(ctor) = self.ctor(segments) {
            return Some(Target::Ctor(ctor));
        }
        self.static_target(init, *last)
    }

    /// `Service.function(...)`.
    fn service_target(&self, init: &[ast::Name], last: ast::Name) -> Option<Target> {
        let (service, before) = init.split_last()?;
        let module = if !before.is_empty() {
            self.module_of(before)
        } else if self.services.contains(&service.text) {
            Some(self.module)
        } else {
            self.env.scope.services.get(&service.text).copied()
        };
        let name = Symbol::new(&format!("{}.{}", service.text, last.text));
        let mut found = self.functions_named(module?, name);
        // What handles messages runs in the service only.
        found.retain(|candidate| self.is_offered(candidate));
        (!found.is_empty()).then_some(Target::Functions(found))
    }

    /// `Type.method(...)` of a type of the program that has the method.
    fn own_static_target(&self, init: &[ast::Name], last: ast::Name) -> Option<Target> {
        let path = ast::Path { segments: init.to_vec(), span: init[0].span };
        let name = self.type_name(&path).filter(|name| !self.imports.std.has(name.module))?;
        let subject = T::named(name, Vec::new());
        let traits = self.env.traits_for(last.text, self.head_of(&subject));
        let interface = traits.iter().find(|interface| self.has(&subject, interface.name))?.clone();
        Some(Target::Method { interface, method: last.text, subject: Some(subject) })
    }

    fn is_offered(&self, candidate: &Candidate) -> bool {
        match candidate {
            Candidate::Known(decl) => decl.public,
            Candidate::Open { function, .. } => {
                self.functions.get(&(function.name, function.arity)).is_some_and(|item| item.public)
            }
        }
    }

    /// `Type.method(...)` and `Interface.method(...)`.
    fn static_target(&self, init: &[ast::Name], last: ast::Name) -> Option<Target> {
        let path = ast::Path { segments: init.to_vec(), span: init[0].span };
        let [name] = init else {
            return self.static_method(&path, last).or_else(|| self.method_of_interface(init, last));
        };
        if self.names_a_service(name.text) || self.env.scope.broken.contains(&name.text) {
            return None;
        }
        if let Some(target) = self.static_method(&path, last) {
            return Some(target);
        }
        self.method_of_interface(init, last)
    }

    /// `Interface.method(...)` and `Module.Interface.method(...)`.
    fn method_of_interface(&self, init: &[ast::Name], last: ast::Name) -> Option<Target> {
        let (name, before) = init.split_last()?;
        let name = match before {
            [] => *self.env.scope.traits.get(&name.text)?,
            _ => QualifiedName { module: self.module_of(before)?, name: name.text },
        };
        let interface = self.env.traits.get(&name).filter(|decl| self.env.sees(decl))?;
        let method = interface.methods.iter().find(|method| method.name == last.text)?.name;
        Some(Target::Method { interface: interface.clone(), method, subject: None })
    }

    /// A method of what a path names as a type: of the interface that it has, those of the program before those of the library.
    fn static_method(&self, path: &ast::Path, last: ast::Name) -> Option<Target> {
        let subject = self.static_subject(path)?;
        let (is_own, traits) =
            (|name: QualifiedName| !self.imports.std.has(name.module), self.env.traits_with(last.text));
        let having: Vec<&Arc<TraitDecl>> =
            traits.iter().filter(|interface| self.has(&subject, interface.name)).collect();
        let found = having.iter().copied().find(|interface| is_own(interface.name));
        if found.is_none() && last.text.as_str() == "from_json" {
            return Some(Target::Special((Special::FromJson, Some(subject))));
        }
        let found = found.or(having.first().copied());
        let own = found.or_else(|| traits.iter().find(|interface| is_own(interface.name)));
        // What a type of the library has not is looked for in its module.
        let of_library = self.module_of(&path.segments).is_some_and(|module| self.imports.std.has(module));
        let interface = own.or(traits.first().filter(|_| !of_library))?;
        Some(Target::Method { interface: interface.clone(), method: last.text, subject: Some(subject) })
    }

    /// Whether some type of this name has an interface.
    fn has(&self, subject: &T, interface: QualifiedName) -> bool {
        if let T::Rigid(_) = subject {
            return self.is_assumed(interface, subject);
        }
        let head = self.head_of(subject);
        self.env.impls.of(interface, head).iter().any(|decl| Head::of(&decl.subject) == head)
    }

    /// The head of what `static_subject` gives.
    fn head_of(&self, subject: &T) -> Head {
        let T::Named(name, _) = subject else { return Head::of_open(subject) };
        match self.env.types.get(name).map(|decl| &decl.kind) {
            Some(TypeDeclKind::Alias(target)) => Head::of(target),
            _ => Head::of_open(subject),
        }
    }

    fn names_a_service(&self, name: Symbol) -> bool {
        self.services.contains(&name) || self.env.scope.services.contains_key(&name)
    }

    /// The type of a path; its parameters are left to `open_subject`.
    fn static_subject(&self, path: &ast::Path) -> Option<T> {
        if let [name] = path.segments.as_slice() {
            if let Some(ty) = self.frame.type_scope.generics.get(&name.text) {
                return Some(ty.clone());
            }
            let basic = match name.text.as_str() {
                "Int" => Some(T::Int),
                "Float" => Some(T::Float),
                "Bool" => Some(T::Bool),
                "String" => Some(T::String),
                "Atom" => Some(T::Atom),
                "Self" => self.frame.type_scope.self_ty.clone(),
                _ => None,
            };
            if basic.is_some() {
                return basic;
            }
        }
        let name = self.type_name(path)?;
        Some(T::named(name, Vec::new()))
    }

    /// Gives a named type without arguments fresh ones, and puts in what an alias is for.
    pub fn open_subject(&mut self, subject: T) -> T {
        let T::Named(name, args) = &subject else { return subject };
        let Some(decl) = self.env.types.get(name).filter(|_| args.is_empty()).cloned() else { return subject };
        let args: Vec<T> = decl.params.iter().map(|_| self.store.fresh()).collect();
        match &decl.kind {
            TypeDeclKind::Alias(target) => self.open(target, &args),
            _ => T::named(*name, args),
        }
    }

    /// Nothing is known under this path.
    pub fn unknown_path(&mut self, path: &ast::Path) {
        let Some((last, init)) = path.segments.split_last() else { return };
        if init.is_empty() {
            self.unknown(last.text, last.span, None);
            return;
        }
        let first = path.segments[0];
        if self.env.scope.broken.contains(&first.text) || self.is_hidden_variant(&path.segments) {
            return;
        }
        if self.supervisors.contains(&first.text) && init.len() == 1 {
            let message = format!("`{}` is a supervisor: it has no functions", first.text);
            let diagnostic = Diagnostic::error(Code::E0004, message, last.span, "no function");
            self.diags.push(diagnostic.help(format!("`spawn({})` starts it, and gives its pid", first.text)));
            return;
        }
        if self.names_a_service(first.text) && init.len() == 1 {
            self.unknown_in_service(first, *last);
            return;
        }
        if let Some(module) = self.module_of(init) {
            let hidden = !self.env.values.get(module, last.text).is_empty();
            if hidden {
                self.diags.push(say::private(last.text, module, last.span));
                return;
            }
            let known: Vec<Symbol> = self.env.values.names_in(module).collect();
            let mut diagnostic = say::unknown_in(module.written(), last.text.as_str(), last.span, known);
            if self.is_in_hidden_module(module, last.text) {
                let note = format!("`{module}` is a module of the program here: the library's has `{}`", last.text);
                diagnostic = diagnostic.note(note);
                diagnostic.help = Some("give the program's module another name, so that both can be named".to_owned());
            } else if diagnostic.help.is_none() {
                let help = mesh_parser::foreign::function(module.written(), last.text.as_str());
                diagnostic.help = help.map(str::to_owned);
            }
            self.diags.push(diagnostic);
            return;
        }
        if let Some(name) = self.type_name(&ast::Path { segments: init.to_vec(), span: init[0].span }) {
            let known = self
                .env
                .variants(self.env.meant(name))
                .map_or_else(Vec::new, |all| all.iter().map(|v| v.name).collect());
            let diagnostic = say::unknown_in(name.name.as_str(), last.text.as_str(), last.span, known);
            self.diags.push(self.with_construction(diagnostic, name, last.text));
            return;
        }
        let text = crate::resolve::path_text(&ast::Path { segments: init.to_vec(), span: init[0].span });
        let known: Vec<Symbol> = self.env.scope.modules.keys().chain(self.env.scope.types.keys()).copied().collect();
        let span = init.first().map_or(path.span, |name| name.span.to(init[init.len() - 1].span));
        let diagnostic = say::unknown_name(&text, span, known);
        let diagnostic = self.offered(diagnostic, &path.segments, Wanted::Head);
        self.diags.push(diagnostic);
    }

    /// Whether a module of the library has something of this name, which a module of the program hides.
    fn is_in_hidden_module(&self, module: ModulePath, name: Symbol) -> bool {
        let library = ModulePath::new(module.written());
        let hidden = self.imports.std.get(library).filter(|_| module != library);
        let decls = hidden.and_then(|interface| interface.values.get(&name));
        decls.is_some_and(|decls| decls.iter().any(|decl| decl.public))
    }

    fn unknown_in_service(&mut self, service: ast::Name, last: ast::Name) {
        let prefix = format!("{}.", service.text);
        let own = self.functions.values().filter(|item| item.public).map(|item| item.name);
        let all = own.chain(self.env.values.public_names());
        let known: Vec<Symbol> = all.filter_map(|name| name.as_str().strip_prefix(&prefix).map(Symbol::new)).collect();
        let asks = crate::desugar::snake_case(last.text.as_str());
        let handles = asks != last.text.as_str() && known.iter().any(|name| name.as_str() == asks);
        let mut diagnostic = say::unknown_in(service.text.as_str(), last.text.as_str(), last.span, known);
        if last.text.as_str() == "init" {
            diagnostic.help = Some(format!("`{}.start(...)` starts the service, which calls its `init`", service.text));
        } else if last.text.as_str() == "terminate" {
            diagnostic.help =
                Some(format!("`{}.stop(pid)` ends the service, which runs its `terminate`", service.text));
        } else if handles {
            diagnostic.help =
                Some(format!("a handler runs in its service: ask with `{}.{asks}(pid, ...)`", service.text));
        }
        self.diags.push(diagnostic);
    }

    /// The module whose functions take values of this type first: `"a".length()` is `String.length("a")`.
    pub fn module_for(&self, ty: &T) -> Option<ModulePath> {
        let name = match self.store.head(ty) {
            T::Int => "Int",
            T::Float => "Float",
            T::String => "String",
            T::Tuple(_) => "Tuple",
            T::Named(name, _) => {
                let std = self.imports.std.has(name.module);
                if !std && name.module != builtin::prelude() {
                    return None;
                }
                if name.module == builtin::prelude() { name.name.as_str() } else { return Some(name.module) }
            }
            _ => return None,
        };
        // The library's, whatever module of the program has the name.
        let module = ModulePath::new(name);
        (self.imports.std.has(module) || module == self.module).then_some(module)
    }
}

/// What a function of `Tuple` is by its name.
pub fn tuple_function(name: Symbol) -> Option<Special> {
    Some(match name.as_str() {
        "first" => Special::TupleFirst,
        "second" => Special::TupleSecond,
        "nth" => Special::TupleNth,
        "size" => Special::TupleSize,
        _ => return None,
    })
}
