//! Declarations: imports, types, interfaces, impl headers, signatures of functions.

use std::sync::Arc;

use mesh_common::{Code, Diagnostic, FxIndexMap, Span, Symbol};
use mesh_parser::ast::{self, ItemKind};

use crate::associated::circular;
use crate::check::{AliasState, Checker};
use crate::desugar::Expanded;
use crate::endless::{Flow, endless, flows_of};
use crate::env::Ctor;
use crate::facts::Meaning;
use crate::goals::{Assumption, OUTPUT};
use crate::infer_ty::{RigidId, T};
use crate::outputs::WrittenOutputs;
use crate::resolve::{TypeScope, is_of_the_language, path_text};
use crate::say;
use crate::types::{
    Bound, FieldDecl, FnRef, Interface, Projection, QualifiedName, Scheme, TraitDecl, TraitMethod, Ty, TypeDecl,
    TypeDeclKind, VariantDecl,
};
use crate::undeclared::Mentioned;

impl<'a> Checker<'a> {
    // ---- imports -----------------------------------------------------------------------------------------------

    /// Puts what the module imports into scope.
    pub fn bring_imports(&mut self, module: &ast::Module) {
        for item in &module.items {
            if let ItemKind::Import(import) = &item.kind {
                self.bring_import(import);
            }
        }
    }

    /// The module that an import names.
    pub fn imported(&self, import: &ast::Import) -> Option<Arc<Interface>> {
        let text = path_text(&import.module);
        let path = mesh_common::ModulePath::new(&text);
        // The program's own module wins over a standard one of the same name.
        let own = self.imports.modules.get(&path.beside_standard()).or_else(|| self.imports.modules.get(&path));
        let standard = || self.imports.std.get(path).or_else(|| self.imports.std.aliased(Symbol::new(&text)));
        own.or_else(standard).cloned()
    }

    fn bring_import(&mut self, import: &ast::Import) {
        let text = path_text(&import.module);
        let path = mesh_common::ModulePath::new(&text);
        if path == self.module || path.beside_standard() == self.module {
            return;
        }
        let Some(interface) = self.imported(import) else {
            if !self.imports.is_std && !self.imports.project.contains(&path) {
                self.unknown_module(&text, import);
            }
            return;
        };
        if let Some(last) = import.module.segments.last() {
            self.note(*last, Meaning::Module(interface.module));
        }
        match &import.names {
            None => {
                self.env.scope.modules.insert(path.last_segment(), interface.module);
                self.env.scope.modules.insert(Symbol::new(&text), interface.module);
            }
            Some(names) => {
                for name in names {
                    self.bring_name(*name, &interface);
                }
            }
        }
    }

    fn unknown_module(&mut self, text: &str, import: &ast::Import) {
        match &import.names {
            Some(names) => self.env.scope.broken.extend(names.iter().map(|name| name.text)),
            None => {
                self.env.scope.broken.extend(import.module.segments.iter().map(|name| name.text));
            }
        }
        let span = import.module.span;
        let known = self.imports.project.iter().map(|path| Symbol::new(path.written()));
        let diagnostic = Diagnostic::error(Code::E0031, format!("no module is named `{text}`"), span, "not found");
        let diagnostic = match mesh_common::suggest::nearest(text, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.note("a module's name is its file's path: `Math.Vector` is `math/vector.mpl`"),
        };
        self.diags.push(diagnostic);
    }

    fn bring_name(&mut self, name: ast::Name, interface: &Interface) {
        let (mut found, mut private) = (false, false);
        let sees = |public: bool| public || self.imports.beside == Some(interface.module);
        if let Some(decl) = interface.types.get(&name.text) {
            if sees(decl.public) {
                self.note(name, Meaning::Type(decl.name));
                self.env.scope.bring_type(name.text, decl)
            } else {
                private = true
            }
            found |= sees(decl.public);
        }
        if let Some(decl) = interface.traits.get(&name.text) {
            if sees(decl.public) {
                self.note(name, Meaning::Interface(decl.name));
                self.env.scope.traits.insert(name.text, decl.name);
            }
            found |= sees(decl.public);
            private |= !sees(decl.public);
        }
        if let Some(decls) = interface.values.get(&name.text) {
            if let Some(decl) = decls.iter().find(|decl| sees(decl.public)) {
                self.note(name, Meaning::Function(decl.function));
                self.env.scope.values.insert(name.text, interface.module);
                found = true;
            } else {
                private = true;
            }
        }
        if interface.services.contains(&name.text) {
            self.note(name, Meaning::Service(QualifiedName { module: interface.module, name: name.text }));
            self.env.scope.services.insert(name.text, interface.module);
            found = true;
        }
        if found {
            return;
        }
        self.env.scope.broken.insert(name.text);
        if private {
            self.diags.push(say::private(name.text, interface.module, name.span));
            return;
        }
        self.diags.push(not_there(name, interface));
    }

    // ---- types -------------------------------------------------------------------------------------------------

    /// Declares the module's types: first the names, then what they are.
    pub fn declare_types(&mut self, expanded: &'a Expanded) {
        let mut seen: FxIndexMap<Symbol, Span> = FxIndexMap::default();
        for item in &expanded.items {
            // An interface where a type is wanted has a word of its own.
            if let ItemKind::Interface(decl) = &item.kind {
                let name = QualifiedName { module: self.module, name: decl.name.text };
                self.env.scope.traits.insert(name.name, name);
            }
            let (name, generics) = match &item.kind {
                ItemKind::Struct(decl) => (decl.name, &decl.generics),
                ItemKind::Sum(decl) => (decl.name, &decl.generics),
                ItemKind::Alias(alias) => (alias.name, &alias.generics),
                _ => continue,
            };
            if let Some(first) = seen.get(&name.text) {
                self.diags.push(say::defined_twice(name.text.as_str(), *first, name.span));
                continue;
            }
            seen.insert(name.text, name.span);
            self.reject_same(generics.iter().copied());
            if is_of_the_language(name.text) {
                self.diags.push(say::of_the_language(name));
            }
            if let ItemKind::Alias(alias) = &item.kind {
                self.aliases.insert(alias.name.text, AliasState { alias, open: false });
            }
            let qualified = QualifiedName { module: self.module, name: name.text };
            let params = generics.iter().map(|generic| generic.text).collect();
            let (kind, public, doc) = (TypeDeclKind::Opaque, item.public, item.doc.clone());
            let handle = expanded.handles.contains(&name.text);
            let opaque = handle || item.attributes.iter().any(|attribute| attribute.name.text.as_str() == "opaque");
            let decl = TypeDecl { name: qualified, params, kind, public, opaque, handle, span: name.span, doc };
            self.env.types.insert(qualified, Arc::new(decl));
            self.env.scope.types.insert(name.text, qualified);
        }
        let first = |name: ast::Name| seen.get(&name.text) == Some(&name.span);
        for item in &expanded.items {
            match &item.kind {
                ItemKind::Struct(decl) if !first(decl.name) => {}
                ItemKind::Sum(decl) if !first(decl.name) => {}
                ItemKind::Alias(alias) if !first(alias.name) => {}
                ItemKind::Struct(decl) => self.declare_struct(decl),
                ItemKind::Sum(decl) => self.declare_sum(decl),
                ItemKind::Alias(alias) => {
                    let path = ast::Path { segments: vec![alias.name], span: alias.name.span };
                    let (scope, _) = self.stored_scope(&[]);
                    let args = alias.generics.iter().map(|_| unit_type(alias.name.span)).collect();
                    let kind = ast::TypeKind::Named(path, args);
                    self.resolve_type(&ast::Type { kind, span: alias.name.span }, &scope);
                }
                _ => {}
            }
        }
    }

    /// E0055 for names that stand twice where each means something else.
    pub fn reject_same(&mut self, names: impl IntoIterator<Item = ast::Name>) {
        let mut seen: FxIndexMap<Symbol, Span> = FxIndexMap::default();
        for name in names {
            match seen.get(&name.text) {
                Some(first) => self.diags.push(say::defined_twice(name.text.as_str(), *first, name.span)),
                None => drop(seen.insert(name.text, name.span)),
            }
        }
    }

    /// E0002 for declarations whose instances never end.
    pub fn reject_endless_types(&mut self) {
        let mut own: Vec<Arc<TypeDecl>> = self.env.types.own().cloned().collect();
        own.sort_by_key(|decl| (decl.span.beginning(), decl.name));
        let mut flows = Vec::new();
        for (from, decl) in own.iter().enumerate() {
            let parts: Vec<(&Ty, Span)> = match &decl.kind {
                TypeDeclKind::Struct(fields) => fields.iter().map(|field| (&field.ty, field.span)).collect(),
                TypeDeclKind::Sum(variants) => variants
                    .iter()
                    .flat_map(|variant| variant.fields.iter().map(|(_, ty)| (ty, variant.span)))
                    .collect(),
                _ => continue,
            };
            for (ty, span) in parts {
                type_flows(from, ty, span, &own, &mut flows);
            }
        }
        // One for each type, however many of its parameters grow.
        let found: FxIndexMap<Symbol, Span> =
            endless(&flows).into_iter().map(|flow| (own[flow.from.0].name.name, flow.span)).collect();
        self.diags.extend(found.into_iter().map(|(name, span)| say::endless(name.as_str(), span)));
    }

    fn set_kind(&mut self, name: Symbol, kind: TypeDeclKind) {
        let qualified = QualifiedName { module: self.module, name };
        if let Some(decl) = self.env.types.get(&qualified) {
            let decl = TypeDecl { kind, ..(**decl).clone() };
            self.env.types.insert(qualified, Arc::new(decl));
        }
    }

    /// Whether a name means a type here.
    pub fn is_type_name(&self, name: Symbol) -> bool {
        self.env.scope.types.contains_key(&name) || is_of_the_language(name)
    }

    /// E0055 for parameters of a type that have the name of one of the language, which they would hide.
    fn reject_type_names(&mut self, generics: &[ast::Name]) {
        for name in generics {
            if is_of_the_language(name.text) {
                self.diags.push(say::parameter_like_type(*name));
            }
        }
    }

    fn declare_struct(&mut self, decl: &ast::Struct) {
        self.reject_type_names(&decl.generics);
        let (mut scope, rigids) = self.stored_scope(&decl.generics);
        let mentioned = Mentioned::in_types(decl.fields.iter().map(|field| &field.ty));
        self.reject_undeclared(decl.name, &decl.generics, mentioned, &mut scope);
        let mut fields: Vec<FieldDecl> = Vec::new();
        for field in &decl.fields {
            if let Some(first) = fields.iter().find(|known| known.name == field.name.text) {
                self.diags.push(say::defined_twice(field.name.text.as_str(), first.span, field.name.span));
                continue;
            }
            let ty = self.resolve_type(&field.ty, &scope);
            let ty = self.close(&ty, &rigids);
            fields.push(FieldDecl { name: field.name.text, ty, span: field.name.span });
        }
        self.set_kind(decl.name.text, TypeDeclKind::Struct(fields));
    }

    /// E0055 for a constant whose name a variant of the module has.
    pub fn reject_variant_too(&mut self, name: ast::Name) {
        let Some(ctor) = self.env.scope.ctors.get(&name.text).filter(|ctor| ctor.ty.module == self.module) else {
            return;
        };
        if let Some(variant) = self.env.variants(ctor.ty).and_then(|all| all.get(ctor.variant as usize)) {
            let (first, second) = (variant.span, name.span);
            let (first, second) = if first.start < second.start { (first, second) } else { (second, first) };
            self.diags.push(say::defined_twice(name.text.as_str(), first, second));
        }
    }

    fn declare_sum(&mut self, decl: &ast::SumType) {
        if decl.variants.is_empty() {
            return;
        }
        self.reject_type_names(&decl.generics);
        let (mut scope, rigids) = self.stored_scope(&decl.generics);
        let mentioned =
            Mentioned::in_types(decl.variants.iter().flat_map(|variant| &variant.fields).map(|field| &field.ty));
        self.reject_undeclared(decl.name, &decl.generics, mentioned, &mut scope);
        let qualified = QualifiedName { module: self.module, name: decl.name.text };
        let mut variants: Vec<VariantDecl> = Vec::new();
        for variant in &decl.variants {
            if let Some(first) = variants.iter().find(|known| known.name == variant.name.text) {
                self.diags.push(say::defined_twice(variant.name.text.as_str(), first.span, variant.name.span));
                continue;
            }
            let mut fields = Vec::new();
            for field in &variant.fields {
                let ty = self.resolve_type(&field.ty, &scope);
                fields.push((field.name.map(|name| name.text), self.close(&ty, &rigids)));
            }
            let ctor = Ctor { ty: qualified, variant: variants.len() as u32 };
            self.env.scope.ctors.insert(variant.name.text, ctor);
            variants.push(VariantDecl { name: variant.name.text, fields, span: variant.name.span });
        }
        self.set_kind(decl.name.text, TypeDeclKind::Sum(variants));
    }

    // ---- interfaces --------------------------------------------------------------------------------------------

    /// Declares the module's interfaces.
    pub fn declare_traits(&mut self, expanded: &'a Expanded) {
        for item in &expanded.items {
            let ItemKind::Interface(decl) = &item.kind else { continue };
            let name = QualifiedName { module: self.module, name: decl.name.text };
            if let Some(first) = self.env.traits.get(&name) {
                let first = first.span;
                self.diags.push(say::defined_twice(decl.name.text.as_str(), first, decl.name.span));
                continue;
            }
            self.reject_same(decl.generics.iter().copied());
            self.reject_same(decl.associated.iter().map(|(name, _)| *name));
            self.reject_same(decl.methods.iter().map(|method| method.clause.name));
            let shell = TraitDecl {
                name,
                params: decl.generics.iter().map(|generic| generic.text).collect(),
                associated: decl.associated.iter().map(|(name, _)| name.text).collect(),
                equations: Vec::new(),
                inferred: Vec::new(),
                methods: Vec::new(),
                public: item.public,
                span: decl.name.span,
                doc: item.doc.clone(),
            };
            self.env.traits.insert(name, Arc::new(shell));
            self.env.scope.traits.insert(name.name, name);
        }
        for item in &expanded.items {
            if let ItemKind::Interface(decl) = &item.kind {
                self.declare_equations(decl);
                self.declare_methods(decl);
            }
        }
    }

    /// Reads what an interface says of its associated types.
    fn declare_equations(&mut self, decl: &ast::Interface) {
        let name = QualifiedName { module: self.module, name: decl.name.text };
        let Some(shell) = self.env.traits.get(&name).cloned() else { return };
        let (mut equations, mut inferred) = (Vec::new(), Vec::new());
        let circular = circular(&decl.associated);
        for (associated, value) in &decl.associated {
            match value {
                Some(_) if circular.contains(&associated.text) => {
                    self.diags.push(say::associated_cycle(*associated));
                    equations.push((associated.text, Ty::Error));
                }
                Some(ty) if is_wildcard(ty) => inferred.push(associated.text),
                Some(ty) => {
                    // An impl for other arguments of the interface has the same: they cannot occur.
                    let subject = self.store.fresh_rigid(Symbol::new("Self"));
                    let rigids = rigid_ids(std::slice::from_ref(&subject));
                    let (self_ty, self_interface) = (Some(subject), Some(name));
                    let scope = TypeScope { self_ty, self_interface, stored: true, ..TypeScope::default() };
                    let ty = self.resolve_type(ty, &scope);
                    equations.push((associated.text, self.close(&ty, &rigids)));
                }
                None => {}
            }
        }
        self.env.traits.insert(name, Arc::new(TraitDecl { equations, inferred, ..(*shell).clone() }));
    }

    fn declare_methods(&mut self, decl: &ast::Interface) {
        let name = QualifiedName { module: self.module, name: decl.name.text };
        let Some(shell) = self.env.traits.get(&name).cloned() else { return };
        let mut methods = Vec::new();
        for method in &decl.methods {
            let clause = &method.clause;
            self.reject_same(clause.generics.iter().copied());
            let (mut scope, rigids) = self.trait_scope(name, decl, clause);
            let mut params = Vec::new();
            for param in &clause.params {
                params.push(self.interface_param(param, &scope));
            }
            let result = clause.result.as_ref().map_or(T::Unit, |ty| self.resolve_type(ty, &scope));
            self.ground_mailboxes(&params, &result);
            let ty = self.close(&T::function(params, result, T::NoMailbox), &rigids);
            let has_self = clause.params.first().is_some_and(is_self);
            let default = (!matches!(clause.body, ast::FnBody::None)).then(|| FnRef {
                module: self.module,
                name: Symbol::new(&format!("{}.{}", decl.name.text, clause.name.text)),
                arity: clause.params.len() as u32,
            });
            let mut names = vec![Symbol::new("Self")];
            names.extend(decl.generics.iter().chain(&clause.generics).map(|generic| generic.text));
            let assumed = self.assume(&clause.bounds, &mut scope, &WrittenOutputs::of_clauses(&[clause]), false);
            let bounds = self.close_assumptions(&assumed, &rigids);
            let equalities = self.close_outputs(&assumed, &rigids);
            let scheme = Scheme { params: names, bounds, equalities, ty };
            methods.push(TraitMethod { name: clause.name.text, has_self, scheme, default, span: clause.name.span });
        }
        self.env.declare_trait(TraitDecl { methods, ..(*shell).clone() });
    }

    /// Mailboxes in the signatures of interfaces: there are none.
    fn ground_mailboxes(&mut self, params: &[T], result: &T) {
        for ty in params.iter().chain([result]) {
            self.ground(ty);
        }
    }

    fn ground(&mut self, ty: &T) {
        match self.store.head(ty) {
            T::Named(_, items) | T::Tuple(items) => items.iter().for_each(|item| self.ground(item)),
            T::Fn(f) => {
                f.params.iter().for_each(|item| self.ground(item));
                self.ground(&f.result);
                let _ = self.store.unify(&f.mailbox, &T::NoMailbox);
            }
            _ => {}
        }
    }

    /// The scope of a method's signature: `Self`, the interface's parameters, then the method's own.
    pub fn trait_scope(
        &mut self,
        name: QualifiedName,
        decl: &ast::Interface,
        clause: &ast::FnClause,
    ) -> (TypeScope, Vec<RigidId>) {
        let subject = self.store.fresh_rigid(Symbol::new("Self"));
        let mut scope =
            TypeScope { self_ty: Some(subject.clone()), self_interface: Some(name), ..TypeScope::default() };
        let mut all = vec![subject];
        for generic in decl.generics.iter().chain(&clause.generics) {
            let rigid = self.store.fresh_rigid(generic.text);
            scope.generics.insert(generic.text, rigid.clone());
            all.push(rigid);
        }
        scope.self_args = all[1..=decl.generics.len()].to_vec();
        self.reject_undeclared_in(&[clause], &mut scope);
        (scope, rigid_ids(&all))
    }

    fn interface_param(&mut self, param: &ast::Param, scope: &TypeScope) -> T {
        match &param.ty {
            Some(ty) => self.resolve_type(ty, scope),
            None if is_self(param) => scope.self_ty.clone().unwrap_or(T::Error),
            None => {
                let diagnostic =
                    Diagnostic::error(Code::E0060, "a method's parameters need types", param.span, "no type");
                self.diags.push(diagnostic.help("write `name :: Type`"));
                T::Error
            }
        }
    }

    // ---- bounds ------------------------------------------------------------------------------------------------

    /// The bounds that are written, as assumptions over rigid parameters. What an interface is for is not written in them: the body
    /// of the function says it, where there is one (`has_body`).
    pub fn assume(
        &mut self,
        bounds: &[ast::Bound],
        scope: &mut TypeScope,
        outputs: &WrittenOutputs,
        has_body: bool,
    ) -> Vec<Assumption> {
        let mut found = Vec::new();
        for bound in bounds {
            let Some(subject) = scope.generics.get(&bound.param.text).cloned() else {
                let message = format!("`{}` is no type parameter here", bound.param.text);
                let diagnostic = Diagnostic::error(Code::E0045, message, bound.param.span, "not a type parameter");
                self.diags.push(diagnostic.help(format!("declare it: `<{}>` after the name", bound.param.text)));
                continue;
            };
            if subject.is_error() {
                continue;
            }
            let Some(interface) = self.trait_name(&bound.interface) else {
                // Nobody knows what its values can do.
                scope.generics.insert(bound.param.text, T::Error);
                continue;
            };
            let own_output = !outputs.has(bound.param.text);
            let params = self.env.traits.get(&interface).map_or(0, |decl| decl.params.len());
            if params > 0 && !has_body {
                self.diags.push(say::bound_for_what(interface.name, bound.interface.span));
                continue;
            }
            let args = (0..params).map(|_| self.store.fresh()).collect();
            found.push(Assumption { subject, interface, args, own_output, or_debug: false });
        }
        found
    }

    /// Those that say that an `Output` is the type itself, as the equalities of a scheme.
    pub fn close_outputs(&self, assumed: &[Assumption], rigids: &[RigidId]) -> Vec<(Projection, Ty)> {
        let close = |(interface, subject): (QualifiedName, T)| {
            let subject = self.close(&subject, rigids);
            (Projection { interface, args: Vec::new(), name: Symbol::new(OUTPUT), subject: subject.clone() }, subject)
        };
        self.outputs_of(assumed).into_iter().map(close).collect()
    }

    /// Assumptions as the bounds of a scheme.
    pub fn close_assumptions(&self, assumed: &[Assumption], rigids: &[RigidId]) -> Vec<Bound> {
        let close = |a: &Assumption| Bound {
            subject: self.close(&a.subject, rigids),
            interface: a.interface,
            args: a.args.iter().map(|arg| self.close(arg, rigids)).collect(),
            or_debug: a.or_debug,
        };
        assumed.iter().map(close).collect()
    }
}

/// Whether a parameter is `self`.
pub fn is_self(param: &ast::Param) -> bool {
    matches!(param.pattern.kind, ast::PatternKind::Bind(name) if name.as_str() == "self")
}

/// The ids of rigid parameters.
pub fn rigid_ids(types: &[T]) -> Vec<RigidId> {
    types.iter().filter_map(|ty| if let T::Rigid(id) = ty { Some(*id) } else { None }).collect()
}

/// `_` where a type is wanted.
fn is_wildcard(ty: &ast::Type) -> bool {
    let ast::TypeKind::Named(path, args) = &ty.kind else { return false };
    args.is_empty() && matches!(path.segments.as_slice(), [name] if name.text.as_str() == "_")
}

fn unit_type(span: Span) -> ast::Type {
    ast::Type { kind: ast::TypeKind::Tuple(Vec::new()), span }
}

/// What a declaration hands on to the declarations that its part names.
fn type_flows(from: usize, ty: &Ty, span: Span, own: &[Arc<TypeDecl>], flows: &mut Vec<Flow>) {
    match ty {
        Ty::Named(name, args) => {
            if let Some(to) = own.iter().position(|decl| decl.name == *name) {
                for (at, arg) in args.iter().enumerate() {
                    flows_of(from, to, at as u32, arg, span, flows);
                }
            }
            args.iter().for_each(|arg| type_flows(from, arg, span, own, flows));
        }
        Ty::Tuple(items) => items.iter().for_each(|item| type_flows(from, item, span, own, flows)),
        Ty::Fn(f) => {
            f.params.iter().for_each(|item| type_flows(from, item, span, own, flows));
            type_flows(from, &f.result, span, own, flows);
        }
        _ => {}
    }
}

/// E0034 for a name that a module does not have.
fn not_there(name: ast::Name, interface: &Interface) -> Diagnostic {
    let message = format!("`{}` has no `{}`", interface.module, name.text);
    let diagnostic = Diagnostic::error(Code::E0034, message, name.span, "not found there");
    let has = |decl: &&Arc<TypeDecl>| match &decl.kind {
        TypeDeclKind::Sum(variants) => decl.public && variants.iter().any(|variant| variant.name == name.text),
        _ => false,
    };
    if let Some(decl) = interface.types.values().find(has) {
        let of = decl.name.name;
        return diagnostic
            .help(format!("`{}` is a variant of `{of}`: import that, with all of its variants", name.text));
    }
    let public = interface.values.iter().filter(|(_, decls)| decls.iter().any(|decl| decl.public));
    let known: Vec<Symbol> = public.map(|(name, _)| *name).chain(interface.types.keys().copied()).collect();
    say::did_you_mean(diagnostic, name.text.as_str(), known)
}
