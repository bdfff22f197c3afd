//! From written types and paths to what they mean.

use std::sync::Arc;

use mesh_common::{Code, Diagnostic, FxIndexMap, ModulePath, Span, Symbol};
use mesh_parser::ast;

use crate::builtin;
use crate::check::Checker;
use crate::env::Ctor;
use crate::facts::Meaning;
use crate::infer_ty::T;
use crate::known;
use crate::offers::Wanted;
use crate::say;
use crate::types::{QualifiedName, TraitDecl, Ty, TypeDecl, TypeDeclKind};
use crate::undeclared::Mentioned;

/// The type parameters in scope while a type is read.
#[derive(Clone, Default)]
pub struct TypeScope {
    pub generics: FxIndexMap<Symbol, T>,
    /// `Self`, inside interfaces and impls.
    pub self_ty: Option<T>,
    /// The interface whose associated types `Self.Item` names.
    pub self_interface: Option<QualifiedName>,
    /// The arguments of that interface.
    pub self_args: Vec<T>,
    pub stored: bool,
    /// `Self.Item` where the impl itself says what it is.
    pub associated: FxIndexMap<Symbol, T>,
    /// Those of which that is not read yet.
    pub unread: Vec<Symbol>,
}

impl<'a> Checker<'a> {
    /// The type that is written.
    pub fn resolve_type(&mut self, ty: &ast::Type, scope: &TypeScope) -> T {
        let resolved = self.resolve_any(ty, scope);
        match resolved {
            T::Named(name, _) if self.is_service(name) => {
                let written = match &ty.kind {
                    ast::TypeKind::Named(path, _) => path_text(path),
                    _ => name.name.to_string(),
                };
                self.diags.push(say::service_as_type(&written, ty.span));
                builtin::pid_of(resolved)
            }
            _ => resolved,
        }
    }

    /// The same where no value need have the type: the argument of another one.
    fn resolve_any(&mut self, ty: &ast::Type, scope: &TypeScope) -> T {
        match &ty.kind {
            ast::TypeKind::Named(path, args) => self.resolve_named(path, args, ty, scope),
            ast::TypeKind::Tuple(items) if items.is_empty() => T::Unit,
            ast::TypeKind::Tuple(items) => T::tuple(items.iter().map(|t| self.resolve_type(t, scope)).collect()),
            ast::TypeKind::Fn(params, result) => {
                let params = params.iter().map(|t| self.resolve_type(t, scope)).collect();
                let result = self.resolve_type(result, scope);
                let mailbox = if scope.stored { T::NoMailbox } else { self.store.fresh() };
                T::function(params, result, mailbox)
            }
            ast::TypeKind::Option(item) => builtin::option(self.resolve_type(item, scope)),
            ast::TypeKind::Result(ok, err) => {
                builtin::result(self.resolve_type(ok, scope), self.resolve_type(err, scope))
            }
            ast::TypeKind::Error => T::Error,
        }
    }

    /// `ListIterator` and its like in an impl of `Iterable`: an iterator, of what the impl says.
    fn iterator_type(&mut self, path: &ast::Path, scope: &TypeScope) -> Option<T> {
        let [name] = path.segments.as_slice() else { return None };
        let inside = scope.self_interface == Some(known::types::iterable()) && builtin::is_iterator(name.text);
        inside.then(|| builtin::iter_of(self.store.fresh()))
    }

    fn resolve_named(&mut self, path: &ast::Path, args: &[ast::Type], whole: &ast::Type, scope: &TypeScope) -> T {
        if let [name] = path.segments.as_slice() {
            let basic = scope.generics.get(&name.text).cloned().or_else(|| basic_type(name.text, scope));
            if let Some(ty) = basic {
                if let Some(extra) = args.first() {
                    self.diags.push(say::type_arguments(name.text, &[], args.len(), extra.span));
                }
                return ty;
            }
        }
        if let [first, second] = path.segments.as_slice()
            && let Some(ty) = self.associated_type(*first, *second, scope)
        {
            return ty;
        }
        let named = self.type_name(path);
        // What collections of the library are of are values.
        let of_values = named.is_some_and(|name| name != known::types::pid() && self.imports.std.has(name.module));
        let read = |t| if of_values { self.resolve_type(t, scope) } else { self.resolve_any(t, scope) };
        let args: Vec<T> = args.iter().map(read).collect();
        match named {
            Some(name) => {
                self.note_path(&path.segments, Meaning::Type(name));
                self.apply_type(name, args, whole.span, scope)
            }
            None if args.is_empty()
                && let Some(ty) = self.iterator_type(path, scope) =>
            {
                ty
            }
            None => {
                self.unknown_type(path);
                T::Error
            }
        }
    }

    /// `Self.Item`, or `T.Item` through a bound of `T`.
    fn associated_type(&mut self, first: ast::Name, second: ast::Name, scope: &TypeScope) -> Option<T> {
        if first.text.as_str() == "Self" {
            if let Some(ty) = scope.associated.get(&second.text) {
                return Some(ty.clone());
            }
            let subject = scope.self_ty.clone()?;
            let interface = scope.self_interface?;
            let decl = self.env.traits.get(&interface).cloned();
            if let Some(ty) = decl.as_ref().and_then(|decl| self.said_by_interface(decl, second.text, scope)) {
                return Some(ty);
            }
            let is_read =
                |decl: &TraitDecl| !scope.unread.iter().any(|unread| decl.needs(second.text).contains(unread));
            if decl.is_some_and(|decl| decl.associated.contains(&second.text) && is_read(&decl)) {
                return Some(self.project(interface, &scope.self_args, second.text, &subject));
            }
            self.diags.push(say::unresolved_associated(second));
            return Some(T::Error);
        }
        let subject = scope.generics.get(&first.text)?.clone();
        if subject.is_error() {
            return Some(T::Error);
        }
        let has = |interface| self.env.traits.get(interface).is_some_and(|t| t.associated.contains(&second.text));
        match self.assumptions.iter().find(|a| a.subject == subject && has(&a.interface)).cloned() {
            Some(bound) => Some(self.project(bound.interface, &bound.args, second.text, &subject)),
            None => {
                self.diags.push(say::unresolved_associated(second));
                Some(T::Error)
            }
        }
    }

    /// The declared type of a path, without complaint.
    pub fn type_name(&self, path: &ast::Path) -> Option<QualifiedName> {
        let (last, init) = path.segments.split_last()?;
        if init.is_empty() {
            return self.env.scope.types.get(&last.text).copied();
        }
        let name = QualifiedName { module: self.module_of(init)?, name: last.text };
        self.env
            .types
            .get(&name)
            .filter(|decl| decl.public || self.sees_private(decl.name.module))
            .map(|decl| decl.name)
    }

    /// Whether what a module hides from others can be seen from here.
    pub fn sees_private(&self, module: ModulePath) -> bool {
        self.env.sees_private(module)
    }

    /// The module of a dotted prefix: its last segment alone, or the whole path.
    pub fn module_of(&self, segments: &[ast::Name]) -> Option<ModulePath> {
        let dotted: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
        let name = dotted.join(".");
        builtin::of_hidden(&name).or_else(|| self.env.scope.modules.get(&Symbol::new(&name)).copied())
    }

    fn unknown_type(&mut self, path: &ast::Path) {
        let Some((last, init)) = path.segments.split_last() else { return };
        if let Some(module) = self.module_of(init)
            && self.env.types.contains_key(&QualifiedName { module, name: last.text })
        {
            self.diags.push(say::private(last.text, module, last.span));
            return;
        }
        if self.env.scope.broken.contains(&path.segments[0].text) {
            return;
        }
        if path.segments.len() == 1 && self.env.scope.traits.contains_key(&last.text) {
            let message = format!("`{}` is an interface, not a type", last.text);
            let diagnostic = Diagnostic::error(Code::E0045, message, path.span, "not a type");
            let help = format!("name a type that has it: `fn f<T>(x :: T) where T: {} do ... end`", last.text);
            self.diags.push(diagnostic.help(help));
            return;
        }
        let known: Vec<Symbol> = self.env.scope.types.keys().copied().chain(BASIC_TYPES.map(Symbol::new)).collect();
        let diagnostic = say::unknown_type(path_text(path), path.span, last.text, known);
        let diagnostic = self.offered(diagnostic, &path.segments, Wanted::Type);
        self.diags.push(diagnostic);
    }

    fn apply_type(&mut self, name: QualifiedName, args: Vec<T>, span: Span, scope: &TypeScope) -> T {
        self.settle_alias(name, span);
        let Some(decl) = self.env.types.get(&name).cloned() else { return T::Error };
        let bare_pid = name == known::types::pid() && args.is_empty();
        if args.len() != decl.params.len() && !bare_pid {
            self.diags.push(say::type_arguments(name.name, &decl.params, args.len(), span));
            return T::Error;
        }
        match &decl.kind {
            TypeDeclKind::Alias(target) if scope.stored => self.open_in(target, &args),
            TypeDeclKind::Alias(target) => self.open_written(target, &args),
            _ => T::named(name, args),
        }
    }

    /// Reads the target of an alias of this module when it is first used.
    fn settle_alias(&mut self, name: QualifiedName, span: Span) {
        if name.module != self.module {
            return;
        }
        let Some(state) = self.aliases.get_mut(&name.name) else { return };
        let Some(decl) = self.env.types.get(&name) else { return };
        if !matches!(decl.kind, TypeDeclKind::Opaque) {
            return;
        }
        if std::mem::replace(&mut state.open, true) {
            self.diags.push(say::alias_cycle(name.name, span));
            let decl = TypeDecl { kind: TypeDeclKind::Alias(Ty::Error), ..(**decl).clone() };
            self.env.types.insert(name, Arc::new(decl));
            return;
        }
        let alias = state.alias;
        let (mut scope, rigids) = self.stored_scope(&alias.generics);
        self.reject_undeclared(alias.name, &alias.generics, Mentioned::in_types([&alias.ty]), &mut scope);
        let target = self.resolve_type(&alias.ty, &scope);
        let closed = if self.store.is_too_large(&target) {
            self.diags.push(say::too_large(alias.name.span));
            Ty::Error
        } else {
            self.close(&target, &rigids)
        };
        if let Some(decl) = self.env.types.get(&name)
            && matches!(decl.kind, TypeDeclKind::Opaque)
        {
            let decl = TypeDecl { kind: TypeDeclKind::Alias(closed), ..(**decl).clone() };
            self.env.types.insert(name, Arc::new(decl));
        }
    }

    /// A scope for the declaration of a type with these parameters.
    pub fn stored_scope(&mut self, generics: &[ast::Name]) -> (TypeScope, Vec<crate::infer_ty::RigidId>) {
        let mut scope = TypeScope { stored: true, ..TypeScope::default() };
        let mut rigids = Vec::new();
        for name in generics {
            let rigid = self.store.fresh_rigid(name.text);
            if let T::Rigid(id) = rigid {
                rigids.push(id);
            }
            scope.generics.insert(name.text, rigid);
        }
        (scope, rigids)
    }

    /// The interface of a path.
    pub fn trait_name(&mut self, path: &ast::Path) -> Option<QualifiedName> {
        let (last, init) = path.segments.split_last()?;
        let found = if init.is_empty() {
            self.env.scope.traits.get(&last.text).copied()
        } else {
            let name = self.module_of(init).map(|module| QualifiedName { module, name: last.text });
            let decl = name.and_then(|name| self.env.traits.get(&name));
            if let Some(decl) = decl.filter(|decl| !self.env.sees(decl)) {
                self.diags.push(say::private(last.text, decl.name.module, last.span));
                return None;
            }
            decl.map(|decl| decl.name)
        };
        if let Some(name) = found {
            self.note_path(&path.segments, Meaning::Interface(name));
        }
        if found.is_none() && !self.env.scope.broken.contains(&path.segments[0].text) {
            let known: Vec<Symbol> = self.env.scope.traits.keys().copied().collect();
            let diagnostic = say::unknown_trait(last.text, path.span, known);
            let diagnostic = self.offered(diagnostic, &path.segments, Wanted::Interface);
            self.diags.push(diagnostic);
        }
        found
    }

    /// E0035 for a path to a variant of a type that another module keeps to itself; false when it is none.
    pub fn is_hidden_variant(&mut self, segments: &[ast::Name]) -> bool {
        let Some((last, init)) = segments.split_last() else { return false };
        let of = |(name, before): (&ast::Name, &[ast::Name])| Some((self.module_of(before)?, Some(name.text)));
        let place = self.module_of(init).map(|module| (module, None)).or_else(|| init.split_last().and_then(of));
        let Some((module, ty)) = place.filter(|(module, _)| !self.sees_private(*module)) else { return false };
        let has = |decl: &Arc<TypeDecl>| match &decl.kind {
            TypeDeclKind::Sum(variants) => variants.iter().any(|variant| variant.name == last.text),
            _ => false,
        };
        let hidden = |decl: &&Arc<TypeDecl>| !decl.public && ty.is_none_or(|ty| ty == decl.name.name) && has(decl);
        let Some(decl) = self.env.types.in_module(module).find(hidden) else { return false };
        let (name, span) = ty.map_or((last.text, last.span), |_| (decl.name.name, init[init.len() - 1].span));
        self.diags.push(say::private(name, module, span));
        true
    }

    /// The constructor of a path: `Some`, `Shape.Circle`, `Shapes.Circle`, `Shapes.Shape.Circle`.
    pub fn ctor(&self, segments: &[ast::Name]) -> Option<Ctor> {
        let (last, init) = segments.split_last()?;
        if init.is_empty() {
            return self.env.scope.ctors.get(&last.text).copied();
        }
        let path = ast::Path { segments: init.to_vec(), span: init[0].span };
        if let Some(ty) = self.type_name(&path).map(|name| self.env.meant(name))
            && let Some(variants) = self.env.variants(ty)
            && let Some(i) = variants.iter().position(|variant| variant.name == last.text)
        {
            return Some(Ctor { ty, variant: i as u32 });
        }
        let module = self.module_of(init)?;
        let visible = |decl: &&Arc<TypeDecl>| decl.public || self.sees_private(module);
        let mut found: Vec<Ctor> = self
            .env
            .types
            .in_module(module)
            .filter(visible)
            .filter_map(|decl| match &decl.kind {
                TypeDeclKind::Sum(variants) => {
                    let i = variants.iter().position(|variant| variant.name == last.text)?;
                    Some(Ctor { ty: decl.name, variant: i as u32 })
                }
                _ => None,
            })
            .collect();
        found.sort_by_key(|ctor| ctor.ty);
        found.first().copied()
    }
}

/// The type of the language that has this name.
pub fn basic_type(name: Symbol, scope: &TypeScope) -> Option<T> {
    Some(match name.as_str() {
        "Int" => T::Int,
        "Float" => T::Float,
        "Bool" => T::Bool,
        "String" => T::String,
        "Unit" => T::Unit,
        "Atom" => T::Atom,
        "Self" => scope.self_ty.clone()?,
        _ => return None,
    })
}

/// Those of them that somebody who writes another name may mean.
pub const BASIC_TYPES: [&str; 5] = ["Int", "Float", "Bool", "String", "Atom"];

/// Whether a type of the language has this name.
pub fn is_of_the_language(name: Symbol) -> bool {
    basic_type(name, &TypeScope::default()).is_some()
}

/// `A.B.C` as text.
pub fn path_text(path: &ast::Path) -> String {
    path.segments.iter().map(|segment| segment.text.as_str()).collect::<Vec<_>>().join(".")
}
