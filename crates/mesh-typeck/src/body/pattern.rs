//! Patterns.

use mesh_common::suggest::nearest;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, PatternKind as P};

use crate::builtin;
use crate::check::Checker;
use crate::env::Ctor;
use crate::facts::Meaning;
use crate::infer_ty::T;
use crate::offers::Wanted;
use crate::origin::Role;
use crate::resolve::{BASIC_TYPES, path_text};
use crate::say;
use crate::typed::{LocalId, Pattern, PatternKind};
use crate::types::TypeDeclKind;

impl<'a> Checker<'a> {
    /// A pattern for values of this type; its names go into the innermost scope.
    pub fn pattern(&mut self, source: &ast::Pattern, expected: &T) -> Pattern {
        self.reject_doubles([source]);
        self.pattern_in(source, expected)
    }

    /// E0055 for a name that is bound twice by patterns that hold together.
    pub fn reject_doubles<'p>(&mut self, patterns: impl IntoIterator<Item = &'p ast::Pattern>) {
        let mut names = Vec::new();
        patterns.into_iter().for_each(|pattern| names_in(pattern, &mut names));
        self.diags.extend(say::bound_twice(&names));
    }

    fn pattern_in(&mut self, source: &ast::Pattern, expected: &T) -> Pattern {
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
                let items = items.iter().map(|pattern| self.pattern_in(pattern, &item)).collect();
                PatternKind::List { items, rest: None }
            }
            P::Cons(head, tail) => self.cons_pattern(head, tail, expected, source.span),
            P::Or(alternatives) => self.or_pattern(alternatives, expected, source.span),
            P::As(inner, name) => {
                let inner = self.pattern_in(inner, expected);
                PatternKind::As(Box::new(inner), self.bind_pattern(name.text, expected, name.span))
            }
            P::Error => PatternKind::Wildcard,
        };
        let ty = self.slot(expected.clone());
        self.note_slot(source.span, ty);
        Pattern { kind, ty, span: source.span }
    }

    fn literal(&mut self, kind: PatternKind, ty: &T, expected: &T, span: Span) -> PatternKind {
        self.fit_pattern(ty, expected, span);
        kind
    }

    fn fit_pattern(&mut self, ty: &T, expected: &T, span: Span) {
        let reason = Some(Role::Pattern.decides(span));
        let fits = self.store.deciding(reason, |store| store.unify(ty, expected)).is_ok();
        if !fits && !self.store.has_error(ty) && !self.store.has_error(expected) {
            let misfit = (self.show(ty), self.show(expected));
            if self.frame.misfits.as_ref().is_none_or(|told| !told.contains(&misfit)) {
                let (taken, given) = &misfit;
                let message = format!("this pattern takes {taken}, the value is {given}");
                let diagnostic = Diagnostic::error(Code::E0001, message, span, format!("takes {taken}"));
                self.diags.push(self.with_origins_of(diagnostic, expected));
                self.frame.misfits.iter_mut().for_each(|told| told.push(misfit.clone()));
            }
            let mut open = Vec::new();
            self.store.free_vars(ty, false, &mut open);
            open.into_iter().for_each(|var| self.store.bind(var, T::Error));
        }
    }

    /// The type of a part of a value that is yet to be found; there is none to find where the value itself is wrong.
    fn part_of(&mut self, whole: &T) -> T {
        if self.store.head(whole).is_error() { T::Error } else { self.store.fresh() }
    }

    fn bind_pattern(&mut self, name: Symbol, ty: &T, span: Span) -> LocalId {
        if let Some(first) = self.frame.alternatives.clone() {
            match first.iter().find(|(known, _)| *known == name) {
                Some((_, local)) => {
                    let known = self.frame.locals[*local].ty.clone();
                    if self.store.unify(ty, &known).is_err() {
                        let (here, first) = (self.show(ty), self.show(&known));
                        let message = format!("`{name}` is {here} here and {first} in the first alternative");
                        let first = self.frame.locals[*local].span;
                        let diagnostic = Diagnostic::error(Code::E0001, message, span, format!("this is {here}"));
                        self.diags.push(diagnostic.label(first, "the first"));
                    }
                    self.note_local(*local, span);
                    self.locals.bind_again(self.frame.locals[*local].span, span);
                    return *local;
                }
                // A name for another one is told at the alternative that lacks it.
                None if self.frame.lacking => {}
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
                let types: Vec<T> = items.iter().map(|_| self.part_of(expected)).collect();
                self.fit_pattern(&T::tuple(types.clone()), expected, span);
                types
            }
        };
        PatternKind::Tuple(items.iter().zip(&types).map(|(item, ty)| self.pattern_in(item, ty)).collect())
    }

    fn list_item(&mut self, expected: &T, span: Span) -> T {
        let item = self.part_of(expected);
        self.fit_pattern(&builtin::list(item.clone()), expected, span);
        item
    }

    /// Whether a path stands for a type, and for no variant.
    fn names_type(&self, path: &ast::Path) -> bool {
        let basic = BASIC_TYPES.contains(&path_text(path).as_str());
        self.ctor(&path.segments).is_none() && (basic || self.type_name(path).is_some())
    }

    fn cons_pattern(&mut self, head: &ast::Pattern, tail: &ast::Pattern, expected: &T, span: Span) -> PatternKind {
        if let P::Constructor { path, args: None } = &tail.kind
            && self.names_type(path)
        {
            let message = format!("a pattern has no type, and `{}` is one", path_text(path));
            let diagnostic = Diagnostic::error(Code::E0010, message, path.span, "not a pattern");
            self.diags.push(diagnostic.help("write the name alone: what is matched has its type already"));
            return self.pattern_in(head, expected).kind;
        }
        let item = self.list_item(expected, span);
        let mut items = vec![self.pattern_in(head, &item)];
        let mut rest = tail;
        loop {
            match &rest.kind {
                P::Cons(next, tail) => {
                    items.push(self.pattern_in(next, &item));
                    rest = tail;
                }
                P::List(last) => {
                    items.extend(last.iter().map(|pattern| self.pattern_in(pattern, &item)).collect::<Vec<_>>());
                    return PatternKind::List { items, rest: None };
                }
                _ => {
                    let rest = self.pattern_in(rest, expected);
                    return PatternKind::List { items, rest: Some(Box::new(rest)) };
                }
            }
        }
    }

    fn or_pattern(&mut self, alternatives: &[ast::Pattern], expected: &T, span: Span) -> PatternKind {
        let nested = self.frame.alternatives.clone();
        let before = self.frame.scopes.last().map_or(0, Vec::len);
        let first = self.pattern_in(&alternatives[0], expected);
        let bound: Vec<(Symbol, LocalId)> = match &nested {
            Some(outer) => outer.clone(),
            None => self.frame.scopes.last().map_or_else(Vec::new, |scope| scope[before..].to_vec()),
        };
        // Of the names of the outermost first alternative, those that the first one here binds.
        let mut owed = Vec::new();
        bound_in(&first, &mut owed);
        let owed: Vec<(Symbol, LocalId)> = match nested {
            Some(_) => bound.iter().filter(|(_, local)| owed.contains(local)).copied().collect(),
            None => bound.clone(),
        };
        self.frame.alternatives = Some(bound.clone());
        let mut all = vec![first];
        for alternative in &alternatives[1..] {
            let mut names = Vec::new();
            names_in(alternative, &mut names);
            let lacks = |(name, _): &(Symbol, LocalId)| !names.iter().any(|known| known.text == *name);
            let outer = std::mem::replace(&mut self.frame.lacking, nested.is_none() && bound.iter().any(lacks));
            let pattern = self.pattern_in(alternative, expected);
            self.frame.lacking = outer;
            let mut found = Vec::new();
            bound_in(&pattern, &mut found);
            if let Some((missing, _)) = owed.iter().find(|(_, local)| !found.contains(local)) {
                let message = format!("`{missing}` is not bound by each alternative");
                let diagnostic = Diagnostic::error(Code::E0011, message, alternative.span, "not bound here");
                self.diags.push(diagnostic.help("bind the same names in each alternative"));
            }
            all.push(pattern);
        }
        let _ = span;
        self.frame.alternatives = nested;
        PatternKind::Or(all)
    }

    /// A path that stands for no variant.
    fn unknown_constructor(&mut self, path: &ast::Path, has_args: bool, expected: &T) {
        let of = match self.store.head(expected) {
            T::Named(name, _) => Some(name),
            _ => None,
        };
        let known: Vec<Symbol> = match of {
            Some(name) => self.env.variants(name).map_or_else(Vec::new, |all| all.iter().map(|v| v.name).collect()),
            None => self.env.scope.ctors.keys().copied().collect(),
        };
        if !self.env.scope.broken.contains(&path.segments[0].text) && !self.is_hidden_variant(&path.segments) {
            let diagnostic = say::unknown_variant(&path_text(path), path.span, known);
            let has_variants = of.is_some_and(|name| self.env.variants(name).is_some());
            let diagnostic = if !has_args && self.names_constant(path) {
                say::constant_pattern(&path_text(path), self.frame.is_let, path.span)
            } else if let ([name], false, false) = (path.segments.as_slice(), has_args, has_variants)
                && nearest(name.text.as_str(), self.env.scope.ctors.keys().copied()).is_none()
            {
                self.env.scope.broken.insert(name.text);
                say::capital_name(*name)
            } else {
                self.offered(diagnostic, &path.segments, Wanted::Variant(of))
            };
            self.diags.push(diagnostic);
        }
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
            self.unknown_constructor(path, args.is_some(), expected);
            for arg in args.unwrap_or_default() {
                self.pattern_in(arg, &T::Error);
            }
            return PatternKind::Wildcard;
        };
        let Some(decl) = self.env.types.get(&ty).cloned() else { return PatternKind::Wildcard };
        let TypeDeclKind::Sum(variants) = &decl.kind else { return PatternKind::Wildcard };
        self.note_path(&path.segments, Meaning::Variant(ty, variants[variant as usize].name));
        let fields = &variants[variant as usize].fields;
        let type_args: Vec<T> = decl.params.iter().map(|_| self.part_of(expected)).collect();
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
                    let diagnostic = say::arity(&name, &[types.len()], args.len(), span);
                    self.diags.push(self.with_variant(diagnostic, Ctor { ty, variant }));
                    let all: Vec<Pattern> = args.iter().map(|arg| self.pattern_in(arg, &T::Error)).collect();
                    drop(all);
                    return PatternKind::Wildcard;
                }
                args.iter().zip(&types).map(|(arg, ty)| self.pattern_in(arg, ty)).collect()
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

    /// A struct's pattern that means nothing: its names are bound, so that they are known.
    fn lost_pattern(&mut self, given: &[(ast::Name, ast::Pattern)]) -> PatternKind {
        given.iter().for_each(|(_, pattern)| drop(self.pattern_in(pattern, &T::Error)));
        PatternKind::Wildcard
    }

    /// Nothing that a pattern or a literal with fields names is known.
    pub fn unknown_struct(&mut self, path: &ast::Path) {
        let known: Vec<Symbol> = self.env.scope.types.keys().copied().collect();
        let last = path.segments.last().map_or(Symbol::new(""), |segment| segment.text);
        match self.ctor(&path.segments) {
            Some(ctor) => self.no_braces(ctor, path),
            None if self.env.scope.broken.contains(&path.segments[0].text) => {}
            None => {
                let diagnostic = say::unknown_type(path_text(path), path.span, last, known);
                let diagnostic = self.offered(diagnostic, &path.segments, Wanted::Type);
                self.diags.push(diagnostic);
            }
        }
    }

    fn struct_pattern(
        &mut self,
        path: &ast::Path,
        given: &[(ast::Name, ast::Pattern)],
        expected: &T,
        span: Span,
    ) -> PatternKind {
        let named = self.type_name(path);
        let Some(decl) = named.and_then(|name| self.env.types.get(&self.env.meant(name)).cloned()) else {
            self.unknown_struct(path);
            return self.lost_pattern(given);
        };
        let TypeDeclKind::Struct(fields) = &decl.kind else {
            let message = format!("`{}` is not a struct", path_text(path));
            self.diags.push(Diagnostic::error(Code::E0009, message, path.span, "has no fields"));
            return self.lost_pattern(given);
        };
        if self.is_hidden(&decl) {
            self.diags.push(say::opaque(decl.name, decl.name.module, path.span));
            return self.lost_pattern(given);
        }
        self.note_path(&path.segments, Meaning::Type(decl.name));
        for (name, _) in given.iter().filter(|(name, _)| fields.iter().any(|field| field.name == name.text)) {
            self.note(*name, Meaning::Field(decl.name, name.text));
        }
        let type_args: Vec<T> = decl.params.iter().map(|_| self.part_of(expected)).collect();
        let ty = T::named(decl.name, type_args.clone());
        self.narrow(&ty, named);
        self.fit_pattern(&ty, expected, span);
        for (at, (name, pattern)) in given.iter().enumerate() {
            if let Some((first, _)) = given[..at].iter().find(|(known, _)| known.text == name.text) {
                self.pattern_in(pattern, &T::Error);
                self.diags.push(say::given_twice(name.text, first.span, name.span));
                continue;
            }
            if !fields.iter().any(|field| field.name == name.text) {
                self.pattern_in(pattern, &T::Error);
                let known = fields.iter().map(|field| field.name).collect();
                self.diags.push(say::unknown_field(decl.name.name.as_str(), *name, known));
            }
        }
        let args = fields
            .iter()
            .map(|field| {
                let ty = self.open(&field.ty, &type_args);
                match given.iter().find(|(name, _)| name.text == field.name) {
                    Some((name, pattern)) => {
                        let part = self.pattern_in(pattern, &ty);
                        if name.span == pattern.span {
                            self.locals.mark_field(name.span);
                        }
                        part
                    }
                    None => Pattern { kind: PatternKind::Wildcard, ty: self.slot(ty), span },
                }
            })
            .collect();
        PatternKind::Construct { variant: 0, args }
    }
}

/// The names that a pattern binds; of alternatives, those of the first.
fn names_in(pattern: &ast::Pattern, found: &mut Vec<ast::Name>) {
    match &pattern.kind {
        P::Bind(name) => found.push(ast::Name { text: *name, span: pattern.span }),
        P::Tuple(items) | P::List(items) => items.iter().for_each(|item| names_in(item, found)),
        P::Constructor { args, .. } => args.iter().flatten().for_each(|item| names_in(item, found)),
        P::Struct { fields, .. } => fields.iter().for_each(|(_, item)| names_in(item, found)),
        P::Cons(head, tail) => {
            names_in(head, found);
            names_in(tail, found);
        }
        P::Or(alternatives) => alternatives.iter().take(1).for_each(|item| names_in(item, found)),
        P::As(inner, name) => {
            names_in(inner, found);
            found.push(*name);
        }
        _ => {}
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
