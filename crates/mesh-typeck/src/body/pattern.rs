//! Patterns.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, PatternKind as P};

use crate::builtin;
use crate::check::Checker;
use crate::env::Ctor;
use crate::infer_ty::T;
use crate::resolve::path_text;
use crate::say;
use crate::typed::{LocalId, Pattern, PatternKind};
use crate::types::TypeDeclKind;

impl<'a> Checker<'a> {
    /// A pattern for values of this type; its names go into the innermost scope.
    pub fn pattern(&mut self, source: &ast::Pattern, expected: &T) -> Pattern {
        let kind = match &source.kind {
            P::Wildcard => PatternKind::Wildcard,
            P::Bind(name) => PatternKind::Bind(self.bind_pattern(*name, expected, source.span)),
            P::Int(value) => self.literal(PatternKind::Int(*value), &T::Int, expected, source.span),
            P::Float(value) => self.literal(PatternKind::Float(*value), &T::Float, expected, source.span),
            P::Bool(value) => self.literal(PatternKind::Bool(*value), &T::Bool, expected, source.span),
            P::Unit => self.literal(PatternKind::Unit, &T::Unit, expected, source.span),
            P::String(text) => self.literal(PatternKind::String(text.clone()), &T::String, expected, source.span),
            P::Atom(name) => self.literal(PatternKind::Atom(*name), &T::Atom, expected, source.span),
            P::Tuple(items) => self.tuple_pattern(items, expected, source.span),
            P::Constructor { path, args } => self.constructor_pattern(path, args.as_deref(), expected, source.span),
            P::Struct { path, fields } => self.struct_pattern(path, fields, expected, source.span),
            P::List(items) => {
                let item = self.list_item(expected, source.span);
                let items = items.iter().map(|pattern| self.pattern(pattern, &item)).collect();
                PatternKind::List { items, rest: None }
            }
            P::Cons(head, tail) => self.cons_pattern(head, tail, expected, source.span),
            P::Or(alternatives) => self.or_pattern(alternatives, expected, source.span),
            P::As(inner, name) => {
                let inner = self.pattern(inner, expected);
                PatternKind::As(Box::new(inner), self.bind_pattern(name.text, expected, name.span))
            }
            P::Error => PatternKind::Wildcard,
        };
        Pattern { kind, ty: self.slot(expected.clone()), span: source.span }
    }

    fn literal(&mut self, kind: PatternKind, ty: &T, expected: &T, span: Span) -> PatternKind {
        self.fit_pattern(ty, expected, span);
        kind
    }

    fn fit_pattern(&mut self, ty: &T, expected: &T, span: Span) {
        if self.store.unify(ty, expected).is_err() {
            self.mismatch(ty, expected, span);
        }
    }

    fn bind_pattern(&mut self, name: Symbol, ty: &T, span: Span) -> LocalId {
        if let Some(first) = self.frame.alternatives.clone() {
            match first.iter().find(|(known, _)| *known == name) {
                Some((_, local)) => {
                    let known = self.frame.locals[*local].ty.clone();
                    self.fit_pattern(ty, &known, span);
                    return *local;
                }
                None => {
                    let message = format!("`{name}` is not bound by the first alternative");
                    let diagnostic = Diagnostic::error(Code::E0011, message, span, "only here");
                    self.diags.push(diagnostic.help("bind the same names in each alternative"));
                }
            }
        }
        self.bind(name, ty.clone(), span)
    }

    fn tuple_pattern(&mut self, items: &[ast::Pattern], expected: &T, span: Span) -> PatternKind {
        let types = match self.store.head(expected) {
            T::Tuple(types) if types.len() == items.len() => types.to_vec(),
            _ => {
                let types: Vec<T> = items.iter().map(|_| self.store.fresh()).collect();
                self.fit_pattern(&T::tuple(types.clone()), expected, span);
                types
            }
        };
        PatternKind::Tuple(items.iter().zip(&types).map(|(item, ty)| self.pattern(item, ty)).collect())
    }

    fn list_item(&mut self, expected: &T, span: Span) -> T {
        let item = self.store.fresh();
        self.fit_pattern(&builtin::list(item.clone()), expected, span);
        item
    }

    fn cons_pattern(&mut self, head: &ast::Pattern, tail: &ast::Pattern, expected: &T, span: Span) -> PatternKind {
        let item = self.list_item(expected, span);
        let mut items = vec![self.pattern(head, &item)];
        let mut rest = tail;
        loop {
            match &rest.kind {
                P::Cons(next, tail) => {
                    items.push(self.pattern(next, &item));
                    rest = tail;
                }
                P::List(last) => {
                    items.extend(last.iter().map(|pattern| self.pattern(pattern, &item)).collect::<Vec<_>>());
                    return PatternKind::List { items, rest: None };
                }
                _ => {
                    let rest = self.pattern(rest, expected);
                    return PatternKind::List { items, rest: Some(Box::new(rest)) };
                }
            }
        }
    }

    fn or_pattern(&mut self, alternatives: &[ast::Pattern], expected: &T, span: Span) -> PatternKind {
        let nested = self.frame.alternatives.clone();
        let before = self.frame.scopes.last().map_or(0, Vec::len);
        let first = self.pattern(&alternatives[0], expected);
        let bound: Vec<(Symbol, LocalId)> = match &nested {
            Some(outer) => outer.clone(),
            None => self.frame.scopes.last().map_or_else(Vec::new, |scope| scope[before..].to_vec()),
        };
        self.frame.alternatives = Some(bound.clone());
        let mut all = vec![first];
        for alternative in &alternatives[1..] {
            let pattern = self.pattern(alternative, expected);
            if nested.is_none() {
                let mut found = Vec::new();
                bound_in(&pattern, &mut found);
                if let Some((missing, _)) = bound.iter().find(|(_, local)| !found.contains(local)) {
                    let message = format!("`{missing}` is not bound by each alternative");
                    let diagnostic = Diagnostic::error(Code::E0011, message, alternative.span, "not bound here");
                    self.diags.push(diagnostic.help("bind the same names in each alternative"));
                }
            }
            all.push(pattern);
        }
        let _ = span;
        self.frame.alternatives = nested;
        PatternKind::Or(all)
    }

    fn constructor_pattern(
        &mut self,
        path: &ast::Path,
        args: Option<&[ast::Pattern]>,
        expected: &T,
        span: Span,
    ) -> PatternKind {
        // With the subject's type known, its own variants win over others of the same name.
        let ctor = self.variant_of(path, expected).or_else(|| self.ctor(&path.segments));
        let Some(Ctor { ty, variant }) = ctor else {
            let known: Vec<Symbol> = match self.store.head(expected) {
                T::Named(name, _) => {
                    self.env.variants(name).map_or_else(Vec::new, |all| all.iter().map(|v| v.name).collect())
                }
                _ => self.env.scope.ctors.keys().copied().collect(),
            };
            self.diags.push(say::unknown_variant(&path_text(path), path.span, known));
            for arg in args.unwrap_or_default() {
                self.pattern(arg, &T::Error);
            }
            return PatternKind::Wildcard;
        };
        let Some(decl) = self.env.types.get(&ty).cloned() else { return PatternKind::Wildcard };
        let TypeDeclKind::Sum(variants) = &decl.kind else { return PatternKind::Wildcard };
        let fields = &variants[variant as usize].fields;
        let type_args: Vec<T> = decl.params.iter().map(|_| self.store.fresh()).collect();
        self.fit_pattern(&T::named(ty, type_args.clone()), expected, span);
        let types: Vec<T> = fields.iter().map(|(_, ty)| self.open(ty, &type_args)).collect();
        let args = match args {
            // `Ok` alone means `Ok(_)`.
            None => types
                .iter()
                .map(|ty| Pattern { kind: PatternKind::Wildcard, ty: self.slot(ty.clone()), span })
                .collect(),
            Some(args) => {
                if args.len() != types.len() {
                    let name = path_text(path);
                    self.diags.push(say::arity(&name, &[types.len()], args.len(), span));
                    let all: Vec<Pattern> = args.iter().map(|arg| self.pattern(arg, &T::Error)).collect();
                    drop(all);
                    return PatternKind::Wildcard;
                }
                args.iter().zip(&types).map(|(arg, ty)| self.pattern(arg, ty)).collect()
            }
        };
        PatternKind::Construct { variant, args }
    }

    /// A bare variant name looked up among the variants of the subject's type.
    pub fn variant_of(&self, path: &ast::Path, expected: &T) -> Option<Ctor> {
        let [name] = path.segments.as_slice() else { return None };
        let T::Named(ty, _) = self.store.head(expected) else { return None };
        let own = ty.module == self.module || self.env.scope.ctors.get(&name.text).is_some();
        let variants = self.env.variants(ty).filter(|_| own)?;
        let variant = variants.iter().position(|variant| variant.name == name.text)?;
        Some(Ctor { ty, variant: variant as u32 })
    }

    fn struct_pattern(
        &mut self,
        path: &ast::Path,
        given: &[(ast::Name, ast::Pattern)],
        expected: &T,
        span: Span,
    ) -> PatternKind {
        let Some(decl) = self.type_name(path).and_then(|name| self.env.types.get(&name).cloned()) else {
            let known: Vec<Symbol> = self.env.scope.types.keys().copied().collect();
            let last = path.segments.last().map_or(Symbol::new(""), |segment| segment.text);
            self.diags.push(say::unknown_type(path_text(path), path.span, last, known));
            return PatternKind::Wildcard;
        };
        let TypeDeclKind::Struct(fields) = &decl.kind else {
            let message = format!("`{}` is not a struct", path_text(path));
            self.diags.push(Diagnostic::error(Code::E0009, message, path.span, "has no fields"));
            return PatternKind::Wildcard;
        };
        let type_args: Vec<T> = decl.params.iter().map(|_| self.store.fresh()).collect();
        self.fit_pattern(&T::named(decl.name, type_args.clone()), expected, span);
        for (name, _) in given {
            if !fields.iter().any(|field| field.name == name.text) {
                let known = fields.iter().map(|field| field.name).collect();
                self.diags.push(say::unknown_field(decl.name.name.as_str(), *name, known));
            }
        }
        let args = fields
            .iter()
            .map(|field| {
                let ty = self.open(&field.ty, &type_args);
                match given.iter().find(|(name, _)| name.text == field.name) {
                    Some((_, pattern)) => self.pattern(pattern, &ty),
                    None => Pattern { kind: PatternKind::Wildcard, ty: self.slot(ty), span },
                }
            })
            .collect();
        PatternKind::Construct { variant: 0, args }
    }
}

/// The variables that a pattern binds.
pub fn bound_in(pattern: &Pattern, found: &mut Vec<LocalId>) {
    match &pattern.kind {
        PatternKind::Bind(local) => found.push(*local),
        PatternKind::As(inner, local) => {
            found.push(*local);
            bound_in(inner, found);
        }
        PatternKind::Tuple(items) | PatternKind::Construct { args: items, .. } => {
            items.iter().for_each(|item| bound_in(item, found));
        }
        PatternKind::Or(items) => items.iter().take(1).for_each(|item| bound_in(item, found)),
        PatternKind::List { items, rest } => {
            items.iter().for_each(|item| bound_in(item, found));
            if let Some(rest) = rest {
                bound_in(rest, found);
            }
        }
        _ => {}
    }
}
