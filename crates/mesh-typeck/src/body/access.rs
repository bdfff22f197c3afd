//! Names as values, fields, tuple components.

use mesh_common::{Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E};

use super::resolve_call::{Target, path_of};
use crate::check::Checker;
use crate::env::Ctor;
use crate::facts::Meaning;
use crate::infer_ty::T;
use crate::known;
use crate::offers::Wanted;
use crate::origin::Origin;
use crate::say;
use crate::typed::{Expr, ExprKind};
use crate::types::{QualifiedName, Ty, TypeDecl, TypeDeclKind};

impl<'a> Checker<'a> {
    /// A name or a member that is not called.
    pub fn name_or_member(&mut self, source: &'a ast::Expr, expected: Option<&T>) -> Expr {
        let span = source.span;
        if let E::Name(name) = &source.kind
            && let Some(local) = self.lookup_local(*name)
        {
            return self.use_local(local, span);
        }
        if let Some(path) = path_of(source)
            && crate::resolve::path_text(&path) == "Process.self"
        {
            return self.self_function(span);
        }
        if let Some(path) = path_of(source)
            && let Some(target) = self.target(&path, None)
        {
            return self.target_value(target, &path, expected, span);
        }
        match &source.kind {
            E::Name(name) => {
                let (before, arity) = (self.diags.len(), self.function_wanted(expected));
                self.unknown(*name, span, arity);
                // Which module's function is meant shows only where a function is wanted.
                if arity.is_some() {
                    self.advise_module(before, ast::Name { text: *name, span }, arity, None);
                }
                self.error_expr(span)
            }
            E::Member(base, name) => {
                if let Some(path) = path_of(source)
                    && path.segments[0].text.as_str().starts_with(char::is_uppercase)
                    && !self.begins_with_constant(&path)
                {
                    self.unknown_path(&path);
                    return self.error_expr(span);
                }
                let base = self.infer(base, None);
                self.field(base, *name, span)
            }
            _ => self.error_expr(span),
        }
    }

    /// How many parameters a function has that is wanted.
    fn function_wanted(&self, expected: Option<&T>) -> Option<u32> {
        match self.store.head(expected?) {
            T::Fn(f) => Some(f.params.len() as u32),
            _ => None,
        }
    }

    /// What a path stands for, as a value.
    fn target_value(&mut self, target: Target, path: &ast::Path, expected: Option<&T>, span: Span) -> Expr {
        self.note_target(&target, path, |candidate| candidate.arity() > 0);
        match target {
            Target::Functions(candidates) => {
                let wanted = self.function_wanted(expected);
                let constant = candidates.iter().find(|candidate| self.is_constant(candidate));
                let fitting = constant.or(candidates.iter().find(|candidate| Some(candidate.arity()) == wanted));
                match fitting.or(candidates.first()) {
                    Some(candidate) => {
                        let candidate = candidate.clone();
                        if self.is_constant(&candidate) {
                            return self.call_function(&candidate, Vec::new(), span, span);
                        }
                        self.function_value(&candidate, span)
                    }
                    None => self.error_expr(span),
                }
            }
            Target::Ctor(ctor) => self.ctor_value(ctor, expected, span),
            Target::Method { interface, method, subject } => {
                let subject = subject.unwrap_or_else(|| self.store.fresh());
                let (method, ty) = self.open_method(&interface, method, subject, span);
                self.expr(ExprKind::Method(method), ty, span)
            }
            Target::AnyMethod(name) => self.any_method_value(name, expected, span),
            Target::Special((special, subject)) => self.special_value(special, subject, path, expected, span),
        }
    }

    /// A method of several interfaces as a value: what it is to take first decides.
    fn any_method_value(&mut self, name: ast::Name, expected: Option<&T>, span: Span) -> Expr {
        let first = expected.and_then(|ty| match self.store.head(ty) {
            T::Fn(f) => f.params.first().cloned(),
            _ => None,
        });
        let subject = first.unwrap_or_else(|| self.store.fresh());
        self.solve();
        let fitting = self.interfaces_for(name.text, &subject);
        match fitting.as_slice() {
            [] => self.unknown(name.text, span, None),
            [interface] => {
                let interface = interface.clone();
                let (method, ty) = self.open_method(&interface, name.text, subject, span);
                self.note(name, Meaning::Method(interface.name, name.text));
                return self.expr(ExprKind::Method(method), ty, span);
            }
            [one, other, ..] => {
                let (one, other) = (one.name.name, other.name.name);
                let shown = match self.store.head(&subject) {
                    T::Var(_) => None,
                    _ => Some(self.show(&subject)),
                };
                self.diags.push(super::method::two_interfaces(shown.as_deref(), name, one, other));
            }
        }
        self.error_expr(span)
    }

    /// A constructor as a value: complete when it has no fields, else a function.
    pub fn ctor_value(&mut self, ctor: Ctor, expected: Option<&T>, span: Span) -> Expr {
        let (ty, fields) = self.open_ctor(ctor, expected);
        if fields.is_empty() {
            return self.expr(ExprKind::Construct { variant: ctor.variant, args: Vec::new() }, ty, span);
        }
        let mailbox = self.store.fresh();
        let function = T::function(fields, ty, mailbox);
        self.expr(ExprKind::Constructor { variant: ctor.variant }, function, span)
    }

    /// The type that a constructor gives and those that it takes.
    pub fn open_ctor(&mut self, ctor: Ctor, expected: Option<&T>) -> (T, Vec<T>) {
        let Some(decl) = self.env.types.get(&ctor.ty).cloned() else { return (T::Error, Vec::new()) };
        let type_args: Vec<T> = decl.params.iter().map(|_| self.store.fresh()).collect();
        let ty = T::named(ctor.ty, type_args.clone());
        // Hints make closures and empty lists inside constructors find their types.
        if let Some(expected) = expected
            && let T::Named(name, wanted) = self.store.head(expected)
            && name == ctor.ty
        {
            for (arg, wanted) in type_args.iter().zip(wanted.iter()) {
                if !self.mentions_pid(wanted) {
                    let wanted = self.store.part(expected, wanted);
                    self.store.take_hint(arg, &wanted);
                }
            }
        }
        let fields = match &decl.kind {
            TypeDeclKind::Sum(variants) => {
                let fields = variants[ctor.variant as usize].fields.clone();
                fields.iter().map(|(_, field)| self.part_type(ctor, field, &type_args)).collect()
            }
            _ => Vec::new(),
        };
        (ty, fields)
    }

    /// What a part of a variant takes, which knows its declaration, unless that leaves it to a type argument.
    fn part_type(&mut self, ctor: Ctor, field: &Ty, type_args: &[T]) -> T {
        let wanted = self.open_in(field, type_args);
        match field {
            Ty::Param(_) => wanted,
            _ => self.store.because(wanted, Origin::Variant(ctor.ty, ctor.variant)),
        }
    }

    /// A hint with a bare `Pid` would refuse the typed one that fits.
    fn mentions_pid(&self, ty: &T) -> bool {
        match self.store.head(ty) {
            T::Named(name, args) => name == crate::known::types::pid() || args.iter().any(|arg| self.mentions_pid(arg)),
            T::Tuple(items) => items.iter().any(|item| self.mentions_pid(item)),
            T::Fn(f) => f.params.iter().chain([&f.result]).any(|item| self.mentions_pid(item)),
            _ => false,
        }
    }

    /// `base.name`: a struct's field.
    pub fn field(&mut self, base: Expr, name: ast::Name, span: Span) -> Expr {
        match self.field_of(&base, name.text) {
            Some((index, ty)) => {
                let base_ty = self.type_of(&base);
                self.note_field(&base_ty, name);
                self.expr(ExprKind::Field { base: Box::new(base), index }, ty, span)
            }
            None => {
                let ty = self.type_of(&base);
                match self.store.head(&ty) {
                    T::Error => {}
                    T::Var(var) => {
                        self.diags.push(say::ambiguous(base.span));
                        self.store.bind(var, T::Error);
                    }
                    _ if self.is_method_name(&ty, name) => {
                        let shown = self.show(&ty);
                        self.diags.push(say::not_called(&shown, name, self.method_meant(&ty, name)));
                    }
                    T::Named(decl, args)
                        if decl == known::types::map() && matches!(self.store.head(&args[0]), T::String | T::Atom) =>
                    {
                        let is_atom = matches!(self.store.head(&args[0]), T::Atom);
                        let key = if is_atom { format!(":{}", name.text) } else { format!("\"{}\"", name.text) };
                        let diagnostic = say::unknown_field(&self.show(&ty), name, Vec::new());
                        self.diags.push(diagnostic.help(format!("a value of a map is read by its key: `[{key}]`")));
                    }
                    T::Named(decl, _) if self.hides_fields(decl) => {
                        let module = self.module_for(&ty).unwrap_or(decl.module);
                        self.diags.push(say::opaque(decl, module, name.span));
                    }
                    T::Named(decl, _) if self.is_told(Some(decl), name.text) => {}
                    head => {
                        let known = match head {
                            T::Named(decl, _) => self
                                .env
                                .fields(decl)
                                .map_or_else(Vec::new, |fields| fields.iter().map(|field| field.name).collect()),
                            _ => Vec::new(),
                        };
                        let shown = self.show(&ty);
                        self.diags.push(say::unknown_field(&shown, name, known));
                    }
                }
                self.error_expr(span)
            }
        }
    }

    /// Whether it was told of this function already that there is no such name, or no such field of the type; it is now.
    fn is_told(&mut self, of: Option<QualifiedName>, name: Symbol) -> bool {
        let known = self.frame.told.contains(&(of, name));
        if !known {
            self.frame.told.push((of, name));
        }
        known
    }

    /// The position and type of a field. A value of unknown type becomes the only struct that has the field.
    pub fn field_of(&mut self, base: &Expr, name: Symbol) -> Option<(u32, T)> {
        self.solve();
        let ty = self.type_of(base);
        if matches!(self.store.head(&ty), T::Var(_)) {
            self.guess_struct(&ty, name);
        }
        let T::Named(decl, args) = self.store.head(&ty) else { return None };
        let fields = self.env.fields(decl).filter(|_| !self.hides_fields(decl))?;
        let index = fields.iter().position(|field| field.name == name)?;
        let field = fields[index].ty.clone();
        Some((index as u32, self.open(&field, &args)))
    }

    /// Whether the fields of a type are its module's own.
    pub fn is_hidden(&self, decl: &TypeDecl) -> bool {
        decl.opaque && !self.sees_private(decl.name.module)
    }

    pub fn hides_fields(&self, name: QualifiedName) -> bool {
        self.env.types.get(&name).is_some_and(|decl| self.is_hidden(decl))
    }

    fn guess_struct(&mut self, ty: &T, field: Symbol) {
        let module = self.module;
        let mut having: Vec<_> = self
            .env
            .scope
            .types
            .values()
            .filter(|name| name.module == module || !self.imports.std.has(name.module))
            .filter(|name| self.env.fields(**name).is_some_and(|fields| fields.iter().any(|f| f.name == field)))
            .copied()
            .collect();
        having.sort();
        having.dedup();
        if let [only] = having.as_slice()
            && let Some(decl) = self.env.types.get(only).cloned()
        {
            let args = decl.params.iter().map(|_| self.store.fresh()).collect();
            let _ = self.store.unify(ty, &T::named(*only, args));
        }
    }

    /// E0004, with what might be meant.
    pub fn unknown(&mut self, name: Symbol, span: Span, arity: Option<u32>) {
        if self.env.scope.broken.contains(&name) || self.names_no_value(name, span) || self.is_told(None, name) {
            return;
        }
        let locals = self.frame.scopes.iter().flatten().map(|(name, _)| *name);
        let functions = self.functions.keys().map(|(name, _)| *name);
        let imported = self.env.scope.values.keys().copied();
        let ctors = self.env.scope.ctors.keys().copied();
        // A module stands before a dot only.
        let is_small = name.as_str().starts_with(char::is_lowercase);
        let modules = self.env.scope.modules.keys().copied().filter(|_| !is_small);
        let known = locals.chain(functions).chain(imported).chain(ctors).chain(modules).collect();
        let diagnostic = say::unknown_name(name.as_str(), span, known);
        let diagnostic = self.offered(diagnostic, &[ast::Name { text: name, span }], Wanted::Value(arity));
        let statement = mesh_parser::foreign::statement(name.as_str()).filter(|_| diagnostic.help.is_none());
        self.diags.push(match statement {
            Some(advice) => diagnostic.help(advice),
            None => diagnostic,
        });
    }
}
