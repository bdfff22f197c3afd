//! Strings, collections, struct literals, updates, JSON and regex literals.

use mesh_common::{Code, Diagnostic, Span};
use mesh_parser::ast::{self, FieldInit, StringPart};

use super::call::Arg;
use super::ends::ends_of;
use crate::builtin;
use crate::check::Checker;
use crate::facts::Meaning;
use crate::goals::Goal;
use crate::infer_ty::T;
use crate::known::{self, MethodRef};
use crate::origin::{Origin, Role};
use crate::resolve::path_text;
use crate::say;
use crate::typed::{Expr, ExprKind, Pattern, PatternKind, Stmt};
use crate::types::{FieldDecl, QualifiedName, Ty, TypeDecl, TypeDeclKind};

impl<'a> Checker<'a> {
    pub fn string(&mut self, parts: &'a [StringPart], span: Span) -> Expr {
        let Some((first, rest)) = parts.split_first() else {
            return self.expr(ExprKind::String(String::new()), T::String, span);
        };
        let text = match first {
            StringPart::Text(text, _) => self.expr(ExprKind::String(text.clone()), T::String, span),
            StringPart::Expr(source) => {
                let value = self.infer(source, None);
                self.shown(value)
            }
        };
        self.string_behind(text, rest, span)
    }

    /// A text with parts of a literal behind it, one after the other: so they are written into one text.
    pub fn string_behind(&mut self, mut text: Expr, parts: &'a [StringPart], span: Span) -> Expr {
        for part in parts {
            text = match part {
                StringPart::Text(part, _) => {
                    let part = self.expr(ExprKind::String(part.clone()), T::String, span);
                    self.std_call(known::functions::string_concat(), vec![text, part], span)
                }
                StringPart::Expr(source) => self.shown_behind(text, source, span),
            };
        }
        text
    }

    /// A text with a value behind it. A value with parts writes itself there, so that nothing is copied once more at each
    /// level of a deep one; not when finding the value does something, which must happen after the text was made.
    fn shown_behind(&mut self, text: Expr, source: &'a ast::Expr, span: Span) -> Expr {
        let value = self.infer(source, None);
        self.solve();
        let ty = self.type_of(&value);
        if matches!(self.store.head(&ty), T::Int) {
            return self.std_call(known::functions::append_int(), vec![text, value], span);
        }
        let has_parts = matches!(self.store.head(&ty), T::Named(..) | T::Tuple(_) | T::Rigid(_) | T::Var(_));
        if !has_parts || !is_place(source) {
            let part = self.shown(value);
            return self.std_call(known::functions::string_concat(), vec![text, part], span);
        }
        self.goals.push(Goal::shows(ty.clone(), value.span));
        let method = self.method_use(known::methods::append_string(), ty);
        self.expr(ExprKind::CallMethod { method, args: vec![value, text] }, T::String, span)
    }

    /// A value as text for people.
    fn shown(&mut self, value: Expr) -> Expr {
        self.solve();
        let (ty, span) = (self.type_of(&value), value.span);
        if matches!(self.store.head(&ty), T::String) {
            return value;
        }
        self.goals.push(Goal::shows(ty.clone(), span));
        let method = self.method_use(known::methods::to_string(), ty);
        self.expr(ExprKind::CallMethod { method, args: vec![value] }, T::String, span)
    }

    /// SQL: the texts around its values, and the values as what a database takes.
    pub fn sql(&mut self, parts: &'a [StringPart], span: Span) -> Expr {
        let (mut texts, mut values) = (Vec::new(), Vec::new());
        // Between two values, and at both ends, stands a text, be it empty.
        let mut open = true;
        for part in parts {
            match part {
                StringPart::Text(text, at) => {
                    texts.push(self.expr(ExprKind::String(text.clone()), T::String, *at));
                    open = false;
                }
                StringPart::Expr(source) => {
                    if open {
                        texts.push(self.expr(ExprKind::String(String::new()), T::String, source.span));
                    }
                    let value = self.infer(source, None);
                    values.push(self.made_by(known::methods::to_column(), value, sql_value()));
                    open = true;
                }
            }
        }
        if open {
            texts.push(self.expr(ExprKind::String(String::new()), T::String, span));
        }
        let texts = self.expr(ExprKind::List(texts), builtin::list(T::String), span);
        let values = self.expr(ExprKind::List(values), builtin::list(sql_value()), span);
        self.std_call(known::functions::sql_literal(), vec![texts, values], span)
    }

    pub fn regex(&mut self, pattern: &str, flags: &str, span: Span) -> Expr {
        self.diags.extend(super::regex::mistake(pattern, flags, span));
        let pattern = self.expr(ExprKind::String(pattern.to_owned()), T::String, span);
        let flags = self.expr(ExprKind::String(flags.to_owned()), T::String, span);
        self.std_call(known::functions::regex_literal(), vec![pattern, flags], span)
    }

    pub fn tuple(&mut self, items: &'a [ast::Expr], expected: Option<&T>, span: Span) -> Expr {
        let hints = match expected.map(|ty| self.store.head(ty)) {
            Some(T::Tuple(types)) if types.len() == items.len() => Some(types),
            _ => None,
        };
        let mut parts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let hint = hints.as_ref().zip(expected).map(|(types, whole)| self.store.part(whole, &types[i]));
            parts.push(self.infer(item, hint.as_ref()));
        }
        let types = parts.iter().map(|part| self.type_of(part)).collect();
        self.expr(ExprKind::Tuple(parts), T::tuple(types), span)
    }

    pub fn list(&mut self, items: &'a [ast::Expr], expected: Option<&T>, span: Span) -> Expr {
        let item = match expected.map(|ty| (ty, self.store.head(ty))) {
            Some((whole, T::Named(name, args))) if name == known::types::list() => self.store.part(whole, &args[0]),
            _ => self.store.fresh(),
        };
        let mut agreed = true;
        let items = items.iter().map(|source| self.agreeing(source, &item, Role::Item, &mut agreed)).collect();
        self.expr(ExprKind::List(items), builtin::list(item), span)
    }

    /// One of several values of one type: one of another type is told, not each after it.
    fn agreeing(&mut self, source: &'a ast::Expr, ty: &T, role: Role, agreed: &mut bool) -> Expr {
        if !*agreed {
            return self.infer(source, None);
        }
        let before = self.diags.len();
        let value = self.check_as(source, ty, role);
        *agreed = self.diags.len() == before || !self.mistaken(before, &ends_of(source));
        value
    }

    pub fn map(&mut self, entries: &'a [(ast::Expr, ast::Expr)], expected: Option<&T>, span: Span) -> Expr {
        let (key, value) = match expected.map(|ty| (ty, self.store.head(ty))) {
            Some((whole, T::Named(name, args))) if name == known::types::map() => {
                (self.store.part(whole, &args[0]), self.store.part(whole, &args[1]))
            }
            _ => (self.store.fresh(), self.store.fresh()),
        };
        let (mut keys_agree, mut values_agree) = (true, true);
        let mut all = Vec::new();
        for (k, v) in entries {
            let k = self.agreeing(k, &key, Role::Key, &mut keys_agree);
            all.push((k, self.agreeing(v, &value, Role::Value, &mut values_agree)));
        }
        self.map_expr(all, key, value, span)
    }

    /// A map literal whose parts are read already.
    pub fn map_expr(&mut self, entries: Vec<(Expr, Expr)>, key: T, value: T, span: Span) -> Expr {
        if let Some((first, _)) = entries.first() {
            self.goals.push(Goal::implements(key.clone(), known::types::hash(), Vec::new(), first.span));
        }
        self.expr(ExprKind::Map(entries), builtin::map(key, value), span)
    }

    /// `json { key: value }`
    pub fn json(&mut self, fields: &'a [FieldInit], span: Span) -> Expr {
        let json = T::named(known::types::json(), Vec::new());
        let mut entries = Vec::new();
        for field in fields {
            let key = self.expr(ExprKind::String(field.name.text.to_string()), T::String, field.name.span);
            let value = match &field.value.kind {
                ast::ExprKind::Unit { nil: true } => {
                    self.expr(ExprKind::Construct { variant: 0, args: Vec::new() }, json.clone(), field.value.span)
                }
                _ => {
                    let value = self.infer(&field.value, None);
                    self.as_json(value, &json)
                }
            };
            entries.push((key, value));
        }
        let map = self.map_expr(entries, T::String, json.clone(), span);
        let variants = self.env.variants(known::types::json());
        let object = variants.and_then(|all| all.iter().position(|v| v.name.as_str() == "JsonObject")).unwrap_or(6);
        self.expr(ExprKind::Construct { variant: object as u32, args: vec![map] }, json, span)
    }

    /// JSON where a text is wanted is its text.
    pub fn json_as_text(&mut self, expr: Expr) -> Expr {
        let ty = self.type_of(&expr);
        let is_json = matches!(self.store.head(&ty), T::Named(name, _) if name == known::types::json());
        match self.library_function(known::functions::json_encode()) {
            Some(encode) if is_json => {
                let span = expr.span;
                self.call_function(&encode, vec![Arg::Done(expr)], span, span)
            }
            _ => expr,
        }
    }

    fn as_json(&mut self, value: Expr, json: &T) -> Expr {
        self.made_by(known::methods::to_json(), value, json.clone())
    }

    /// A value as `result`, by a method of an interface of a library module.
    fn made_by(&mut self, method: MethodRef, value: Expr, result: T) -> Expr {
        let (ty, span) = (self.type_of(&value), value.span);
        let method = self.method_use(method, ty.clone());
        self.goals.push(Goal::implements(ty, method.interface, Vec::new(), span));
        self.expr(ExprKind::CallMethod { method, args: vec![value] }, result, span)
    }

    /// Keeps what the names of a literal stand for.
    pub fn note_literal(&self, name: &ast::Expr, given: &[FieldInit]) {
        let path = super::resolve_call::path_of(name).filter(|_| self.recorder.is_some());
        let Some((path, decl)) = path.and_then(|path| self.type_name(&path).map(|decl| (path, decl))) else { return };
        self.note_path(&path.segments, Meaning::Type(decl));
        let fields = self.env.fields(decl).unwrap_or_default();
        for init in given.iter().filter(|init| fields.iter().any(|field| field.name == init.name.text)) {
            self.note(init.name, Meaning::Field(decl, init.name.text));
        }
    }

    /// `Point { x: 1, y: 2 }`
    pub fn struct_literal(
        &mut self,
        name: &'a ast::Expr,
        given: &'a [FieldInit],
        expected: Option<&T>,
        span: Span,
    ) -> Expr {
        let Some(path) = super::resolve_call::path_of(name) else {
            self.diags.push(Diagnostic::error(Code::E0009, "this is not the name of a struct", name.span, "no struct"));
            return self.error_expr(span);
        };
        let named = self.type_name(&path);
        let Some(decl) = named.and_then(|name| self.env.types.get(&self.env.meant(name)).cloned()) else {
            self.unknown_struct(&path);
            given.iter().for_each(|init| drop(self.infer(&init.value, None)));
            return self.error_expr(span);
        };
        let TypeDeclKind::Struct(fields) = &decl.kind else {
            let message = format!("`{}` is not a struct", path_text(&path));
            self.diags.push(Diagnostic::error(Code::E0009, message, path.span, "has no fields"));
            return self.error_expr(span);
        };
        if self.is_hidden(&decl) {
            self.diags.push(say::opaque(decl.name, decl.name.module, path.span));
            given.iter().for_each(|init| drop(self.infer(&init.value, None)));
            return self.error_expr(span);
        }
        let type_args: Vec<T> = decl.params.iter().map(|_| self.store.fresh()).collect();
        let ty = T::named(decl.name, type_args.clone());
        self.narrow(&ty, named);
        if let Some(expected) = expected
            && let T::Named(name, _) = self.store.head(expected)
            && name == decl.name
        {
            self.store.take_hint(&ty, expected);
        }
        let values = self.given_fields(&decl, fields, given, &type_args);
        if !(0..fields.len()).all(|at| values.iter().any(|(known, _)| *known == at)) {
            self.reject_missing(&decl, fields, given, path.span);
            return self.expr(ExprKind::Error, ty, span);
        }
        self.in_order(values, ty, span)
    }

    /// What is written by the name of an alias is of the type that the alias says.
    pub fn narrow(&mut self, ty: &T, named: Option<QualifiedName>) {
        if let Some(named) = named.filter(|named| self.env.meant(*named) != *named) {
            let said = self.open_subject(T::named(named, Vec::new()));
            let _ = self.store.unify(ty, &said);
        }
    }

    /// E0009 for fields that are not given, unless one that is unknown was meant for each.
    fn reject_missing(&mut self, decl: &TypeDecl, fields: &[FieldDecl], given: &[FieldInit], span: Span) {
        let is_given = |field: &&FieldDecl| given.iter().any(|init| init.name.text == field.name);
        let is_known = |init: &&FieldInit| fields.iter().any(|field| field.name == init.name.text);
        let missing = fields.iter().filter(|field| !is_given(field)).map(|field| field.name).collect();
        let unknown = given.iter().filter(|init| !is_known(init)).map(|init| init.name.text);
        let missing = say::not_misspelt(missing, unknown);
        if !missing.is_empty() {
            self.diags.push(say::missing_fields(decl.name.name.as_str(), &missing, span));
        }
    }

    /// The values of a struct literal, each with the position of its field, in the order in which they are written.
    fn given_fields(
        &mut self,
        decl: &TypeDecl,
        fields: &[FieldDecl],
        given: &'a [FieldInit],
        type_args: &[T],
    ) -> Vec<(usize, Expr)> {
        let mut values: Vec<(usize, Expr)> = Vec::new();
        for init in given {
            let Some(at) = fields.iter().position(|field| field.name == init.name.text) else {
                let known = fields.iter().map(|field| field.name).collect();
                self.diags.push(say::unknown_field(decl.name.name.as_str(), init.name, known));
                self.infer(&init.value, None);
                continue;
            };
            self.reject_second(given, init);
            let wanted = self.field_type(decl.name, &fields[at], type_args);
            values.push((at, self.check(&init.value, &wanted)));
        }
        values
    }

    /// What a field takes, which knows its declaration, unless that leaves it to a type argument.
    fn field_type(&mut self, of: QualifiedName, field: &FieldDecl, type_args: &[T]) -> T {
        let wanted = self.open_in(&field.ty, type_args);
        match field.ty {
            Ty::Param(_) => wanted,
            _ => self.store.because(wanted, Origin::Field(of, field.name)),
        }
    }

    /// E0009 when a field is given before.
    fn reject_second(&mut self, given: &[FieldInit], init: &FieldInit) {
        let first = given.iter().find(|known| known.name.text == init.name.text);
        if let Some(first) = first.filter(|first| first.name.span != init.name.span) {
            self.diags.push(say::given_twice(init.name.text, first.name.span, init.name.span));
        }
    }

    /// A construction whose arguments run in the order in which they are written.
    fn in_order(&mut self, mut values: Vec<(usize, Expr)>, ty: T, span: Span) -> Expr {
        let sorted = values.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let mut stmts = Vec::new();
        if !sorted {
            values = values
                .into_iter()
                .map(|(at, value)| {
                    let simple = matches!(
                        value.kind,
                        ExprKind::Int(_) | ExprKind::String(_) | ExprKind::Bool(_) | ExprKind::Local { .. }
                    );
                    if simple { (at, value) } else { (at, self.bind_before(value, &mut stmts)) }
                })
                .collect();
            values.sort_by_key(|(at, _)| *at);
        }
        let args = values.into_iter().map(|(_, value)| value).collect();
        let construct = self.expr(ExprKind::Construct { variant: 0, args }, ty.clone(), span);
        if stmts.is_empty() {
            return construct;
        }
        self.expr(ExprKind::Block { stmts, result: Box::new(construct) }, ty, span)
    }

    /// Computes a value before the statement that uses it; gives the variable.
    pub fn bind_before(&mut self, value: Expr, stmts: &mut Vec<Stmt>) -> Expr {
        let (ty, span) = (self.type_of(&value), value.span);
        let local = self.hidden_local("value", ty.clone(), span);
        let pattern = Pattern { kind: PatternKind::Bind(local), ty: self.slot(ty), span };
        stmts.push(Stmt::Let { pattern, value, or_else: None });
        self.local_expr(local, span)
    }

    /// `%{base | field: value}`
    pub fn update(&mut self, base: &'a ast::Expr, given: &'a [FieldInit], span: Span) -> Expr {
        let base = self.infer(base, None);
        self.solve();
        let ty = self.type_of(&base);
        let (name, type_args) = match self.store.head(&ty) {
            T::Named(name, args) if self.env.fields(name).is_some() => (name, args),
            T::Error => return self.error_expr(span),
            T::Var(_) => {
                self.diags.push(say::ambiguous(base.span));
                return self.error_expr(span);
            }
            _ => {
                let shown = self.show(&ty);
                let message = format!("{shown} is not a struct");
                self.diags.push(Diagnostic::error(Code::E0009, message, base.span, "has no fields"));
                return self.error_expr(span);
            }
        };
        if self.hides_fields(name) {
            self.diags.push(say::opaque(name, name.module, base.span));
            return self.error_expr(span);
        }
        let declared = self.env.fields(name).map(<[_]>::to_vec).unwrap_or_default();
        let (mut fields, mut is_lost) = (Vec::new(), false);
        for init in given {
            let Some(at) = declared.iter().position(|field| field.name == init.name.text) else {
                let known = declared.iter().map(|field| field.name).collect();
                self.diags.push(say::unknown_field(name.name.as_str(), init.name, known));
                self.infer(&init.value, None);
                continue;
            };
            self.reject_second(given, init);
            self.note(init.name, Meaning::Field(name, init.name.text));
            let wanted = self.field_type(name, &declared[at], &type_args);
            let told = self.diags.len();
            fields.push((at as u32, self.check(&init.value, &wanted)));
            is_lost |= self.advise_update(told, init, name, &declared[at].ty);
        }
        if is_lost {
            return self.error_expr(span);
        }
        self.expr(ExprKind::Update { base: Box::new(base), fields }, ty, span)
    }

    /// Says that an update keeps its type, where a field of a type parameter gets another one; whether that was so.
    fn advise_update(&mut self, before: usize, init: &FieldInit, of: QualifiedName, declared: &Ty) -> bool {
        let at = super::expr_span(&init.value);
        let wrong = |known: &Diagnostic| known.code == Code::E0001 && known.primary().span == at;
        let Some(told) = self.diags[before..].iter_mut().find(|known| wrong(known)) else { return false };
        if !declared.has_param() {
            return false;
        }
        told.help =
            Some(format!("an update keeps the type: write `{} {{ ... }}` with all fields for another one", of.name));
        told.fixes.clear();
        true
    }
}

fn sql_value() -> T {
    T::named(known::types::sql_value(), Vec::new())
}

/// Whether an expression only names a value: a variable, or a field of one.
fn is_place(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Name(_) => true,
        ast::ExprKind::Member(base, _) => is_place(base),
        _ => false,
    }
}
