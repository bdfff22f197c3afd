//! What a mistake is about is seen by where the value or the name stands: the help for it.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, ModulePath, Span, Symbol};
use mesh_parser::ast::{self, BinaryOp, ExprKind as E, UnaryOp};

use super::call::Arg;
use super::resolve_call::{Candidate, Target};
use crate::builtin;
use crate::check::Checker;
use crate::env::Ctor;
use crate::infer_ty::T;
use crate::known;
use crate::say;
use crate::typed::Expr;
use crate::types::{FnRef, QualifiedName, Ty, TypeDeclKind, ValueKind};

impl<'a> Checker<'a> {
    // ---- constants ---------------------------------------------------------------------------------------------

    pub fn is_constant(&self, candidate: &Candidate) -> bool {
        match candidate {
            Candidate::Known(decl) => decl.kind == ValueKind::Constant,
            Candidate::Open { function, .. } => {
                let item = self.functions.get(&(function.name, function.arity));
                item.is_some_and(|item| item.kind == ValueKind::Constant)
            }
        }
    }

    /// `ORIGIN.x`: a path to a part of a constant.
    pub fn begins_with_constant(&self, path: &ast::Path) -> bool {
        (1..path.segments.len()).any(|length| {
            let prefix = ast::Path { segments: path.segments[..length].to_vec(), span: path.span };
            match self.target(&prefix, None) {
                Some(Target::Functions(found)) => found.iter().any(|candidate| self.is_constant(candidate)),
                _ => false,
            }
        })
    }

    /// Whether a path is the name of a constant.
    pub fn names_constant(&self, path: &ast::Path) -> bool {
        match self.target(path, None) {
            Some(Target::Functions(found)) => found.iter().any(|candidate| self.is_constant(candidate)),
            _ => false,
        }
    }

    /// `LIMIT(...)`: right only when the value is a function.
    pub fn call_constant(&mut self, value: Expr, name: &str, args: Vec<Arg<'a>>, span: Span) -> Expr {
        self.solve();
        let ty = self.type_of(&value);
        if matches!(self.store.head(&ty), T::Fn(_) | T::Error) {
            return self.call_value(value, args, span, span);
        }
        let shown = self.show(&ty);
        let diagnostic = Diagnostic::error(Code::E0005, format!("`{name}` is a constant"), span, format!("of {shown}"));
        let title = format!("write `{name}`");
        let fix = Fix { title: title.clone(), edits: vec![(span, name.to_owned())], certain: args.is_empty() };
        self.diags.push(diagnostic.help(title).fix(fix));
        self.drop_args(args, span)
    }

    // ---- calls -------------------------------------------------------------------------------------------------

    /// A wrong number of arguments, with the signatures that there are.
    pub fn with_signatures(&self, mut diagnostic: Diagnostic, candidates: &[Candidate]) -> Diagnostic {
        let shown = candidates.iter().take(3).filter_map(|candidate| self.signature_of(candidate));
        for signature in shown {
            diagnostic = diagnostic.note(format!("the function is {signature}"));
        }
        diagnostic
    }

    /// The signature of a function, if its name is one that a program can write.
    fn signature_of(&self, candidate: &Candidate) -> Option<String> {
        let function = candidate.function();
        if function.name.as_str().contains('\'') {
            return None;
        }
        Some(match candidate {
            Candidate::Known(decl) => {
                let own = function.module == self.module || function.module == builtin::prelude();
                crate::print::signature((!own).then_some(function.module), decl)
            }
            Candidate::Open { open, .. } => {
                let params: Vec<String> = open.params.iter().map(|ty| self.show(ty)).collect();
                format!("`{}({}) -> {}`", function.name, params.join(", "), self.show(&open.result))
            }
        })
    }

    /// What a call of a function says of its arguments.
    pub fn show_function(&self, function: FnRef) -> Option<String> {
        let found = self.functions_named(function.module, function.name);
        let meant = found.iter().find(|candidate| candidate.arity() == function.arity)?;
        Some(format!("the function is {}", self.signature_of(meant)?))
    }

    /// E0003 for `Circle { radius: 2.0 }`.
    pub fn no_braces(&mut self, ctor: Ctor, path: &ast::Path) {
        let name = crate::resolve::path_text(path);
        let variants = self.env.variants(ctor.ty).unwrap_or_default();
        let fields = variants.get(ctor.variant as usize).map_or(&[][..], |variant| &variant.fields);
        let parts: Vec<String> =
            fields.iter().map(|(name, _)| name.map_or("_".to_owned(), |n| n.to_string())).collect();
        let written = if parts.is_empty() { name.clone() } else { format!("{name}({})", parts.join(", ")) };
        let message = format!("`{name}` is a variant: its parts stand in parentheses, in their order");
        let diagnostic = Diagnostic::error(Code::E0003, message, path.span, "not a struct");
        self.diags.push(diagnostic.help(format!("write `{written}`")));
    }

    /// A wrong number of fields, with what the variant takes.
    pub fn with_variant(&self, diagnostic: Diagnostic, ctor: Ctor) -> Diagnostic {
        let Some(decl) = self.env.types.get(&ctor.ty) else { return diagnostic };
        let TypeDeclKind::Sum(variants) = &decl.kind else { return diagnostic };
        let variant = crate::print::variant(&variants[ctor.variant as usize], &decl.params);
        diagnostic.note(format!("the variant is `{variant}`"))
    }

    /// The named arguments of a constructor, unless a map is meant.
    pub fn named_fields(&self, args: &[Arg<'a>], fields: &[T]) -> Option<&'a [ast::FieldInit]> {
        let Some(Arg::Keywords(inits)) = args.last() else { return None };
        let is_map = |ty: &T| matches!(self.store.head(ty), T::Named(name, _) if name == known::types::map());
        let takes_map = fields.len() == args.len() && fields.last().is_some_and(is_map);
        (!takes_map).then_some(inits)
    }

    /// E0003 for `Circle(radius: 2.0)`.
    pub fn positional_fields(&mut self, ctor: Ctor, path: &ast::Path, inits: &[ast::FieldInit]) {
        let name = crate::resolve::path_text(path);
        let variants = self.env.variants(ctor.ty).unwrap_or_default();
        let fields = variants.get(ctor.variant as usize).map_or(&[][..], |variant| &variant.fields);
        let fields: Vec<Option<Symbol>> = fields.iter().map(|(name, _)| *name).collect();
        let message = format!("`{name}` takes its fields by their place, not by name");
        let diagnostic = by_place(message, &name, &fields, 0, inits);
        self.diags.push(diagnostic);
    }

    /// The named arguments of a call, when no function of the name takes a map there.
    pub fn named_arguments(&self, args: &[Arg<'a>], candidates: &[Candidate]) -> Option<&'a [ast::FieldInit]> {
        let Some(Arg::Keywords(inits)) = args.last() else { return None };
        let takes_map = |candidate: &Candidate| match candidate {
            Candidate::Known(decl) => match &decl.scheme.ty {
                Ty::Fn(function) => match function.params.last() {
                    Some(Ty::Named(name, _)) => *name == known::types::map(),
                    last => matches!(last, Some(Ty::Param(_) | Ty::Projection(_) | Ty::Error)),
                },
                _ => true,
            },
            Candidate::Open { open, .. } => match open.params.last().map(|last| self.store.head(last)) {
                Some(T::Named(name, _)) => name == known::types::map(),
                last => matches!(last, Some(T::Var(_) | T::Rigid(_) | T::Projection(_) | T::Error)),
            },
        };
        let mut fitting = candidates.iter().filter(|candidate| candidate.arity() as usize == args.len());
        (!fitting.any(takes_map)).then_some(inits)
    }

    /// E0003 for `area(width: 3, height: 4)`, behind so many arguments without names.
    pub fn positional_arguments(
        &mut self,
        name: &str,
        candidates: &[Candidate],
        before: usize,
        inits: &[ast::FieldInit],
    ) {
        let count = before + inits.len();
        let fitting = candidates.iter().position(|candidate| candidate.arity() as usize == count);
        let candidate = &candidates[fitting.unwrap_or(0)];
        let function = candidate.function();
        let own = (function.module == self.module).then(|| self.functions.get(&(function.name, function.arity)));
        let params = own.flatten().map_or(&[][..], |item| &item.clauses[0].params);
        let named = |param: &ast::Param| match param.pattern.kind {
            ast::PatternKind::Bind(name) => Some(name),
            _ => None,
        };
        let names: Vec<Option<Symbol>> = match params {
            [] => vec![None; function.arity as usize],
            params => params.iter().map(named).collect(),
        };
        let message = format!("`{name}` takes its arguments by their place, not by name");
        let diagnostic = by_place(message, name, &names, before, inits);
        let diagnostic = self.with_signatures(diagnostic, std::slice::from_ref(candidate));
        self.diags.push(diagnostic);
    }

    // ---- operators ---------------------------------------------------------------------------------------------

    /// E0006 for arithmetic with what has none: of collections, with what is meant. The right side is read.
    pub fn lacks_operator(&mut self, ty: &T, op: BinaryOp, at: Span, right: &'a ast::Expr, span: Span) {
        let negated = match &right.kind {
            E::Unary(UnaryOp::Neg, minus, operand) if op == BinaryOp::Sub && minus.start == at.end => Some(&**operand),
            _ => None,
        };
        let head = self.store.head(ty);
        let is = |name| head.is_named(name);
        let help = match op {
            BinaryOp::Add if is(known::types::list()) => {
                "`++` joins lists, and `List.append(list, value)` adds one value"
            }
            BinaryOp::Add if is(known::types::map()) => "`Map.merge(a, b)` joins maps",
            BinaryOp::Add if is(known::types::set()) => {
                "`Set.union(a, b)` joins sets, and `Set.add(set, value)` adds one value"
            }
            BinaryOp::Sub if is(known::types::list()) => {
                "`List.reject(list, fn x -> List.contains(others, x) end)` leaves elements out"
            }
            BinaryOp::Sub if is(known::types::map()) => "`Map.delete(map, key)` leaves a key out",
            BinaryOp::Sub if is(known::types::set()) => "`Set.difference(a, b)` leaves elements out",
            _ => "",
        };
        let told = self.diags.len();
        let interface = match op {
            BinaryOp::Add => known::types::add(),
            BinaryOp::Sub => known::types::sub(),
            BinaryOp::Mul => known::types::mul(),
            BinaryOp::Div => known::types::div(),
            _ => known::types::modulo(),
        };
        self.lacks_trait(ty, interface, &[], span);
        if let Some(diagnostic) = self.diags.get_mut(told).filter(|_| !help.is_empty()) {
            diagnostic.help = Some(help.to_owned());
        }
        self.infer(negated.unwrap_or(right), None);
    }

    /// E0001 for an index of what is no list and no map, with what gives a part of it.
    pub fn no_index(&mut self, ty: &T, source: &ast::Expr, index: &ast::Expr, span: Span) {
        let told = self.diags.len();
        let item = self.store.fresh();
        self.fit(ty, &builtin::list(item.clone()), span);
        self.store.poison(&item);
        let head = self.store.head(ty);
        let help = self.field_at(&head, source, index).or_else(|| how_to_take(&head, index).map(str::to_owned));
        if let (Some(diagnostic), Some(help)) = (self.diags.get_mut(told), help) {
            diagnostic.help = Some(help);
        }
    }

    /// How a field is read, for an index of a struct.
    fn field_at(&self, head: &T, source: &ast::Expr, index: &ast::Expr) -> Option<String> {
        let T::Named(name, _) = head else { return None };
        let fields = self.env.fields(*name).filter(|_| !self.hides_fields(*name))?;
        let value = match &source.kind {
            E::Name(name) => name.as_str(),
            _ => "value",
        };
        let written = match &index.kind {
            E::String(parts) => match parts.as_slice() {
                [ast::StringPart::Text(text, _)] => Some(Symbol::new(text)),
                _ => None,
            },
            E::Atom(name) => Some(*name),
            _ => None,
        };
        let field = written.filter(|written| fields.iter().any(|field| field.name == *written));
        let field = field.map_or_else(|| "field".to_owned(), |field| field.to_string());
        Some(format!("a field is read by its name: `{value}.{field}`"))
    }

    // ---- names -------------------------------------------------------------------------------------------------

    /// E0004 for a type or an interface where a value is wanted; false when the name is neither.
    pub fn names_no_value(&mut self, name: Symbol, span: Span) -> bool {
        let error = |what: &str, here: &str| {
            Diagnostic::error(Code::E0004, format!("`{name}` is {what}, not a value"), span, here.to_owned())
        };
        if self.services.contains(&name) || self.env.scope.services.contains_key(&name) {
            let help = format!("`{name}.start(...)` starts it, and gives its pid");
            self.diags.push(error("a service", "not a value").help(help));
            return true;
        }
        if let Some(decl) = self.env.scope.types.get(&name).and_then(|name| self.env.types.get(name)) {
            let diagnostic = match &decl.kind {
                TypeDeclKind::Struct(_) if self.is_hidden(decl) => {
                    let help = format!("its values come from the functions of the module `{}`", decl.name.module);
                    error("a type", "not a value").help(help)
                }
                TypeDeclKind::Struct(fields) => {
                    let fields: Vec<String> = fields.iter().map(|field| format!("{}: ...", field.name)).collect();
                    let help = format!("write `{name} {{ {} }}`", fields.join(", "));
                    error("a struct", "its values are written with braces").help(help)
                }
                TypeDeclKind::Sum(variants) => {
                    let listed: Vec<String> = variants.iter().take(5).map(|v| format!("`{}`", v.name)).collect();
                    error("a type", "its values are its variants").help(format!("write {}", say::alternatives(&listed)))
                }
                _ => error("a type", "not a value"),
            };
            self.diags.push(diagnostic);
            return true;
        }
        if name.as_str() == "self" {
            let help = "the actor's own pid is `self()`";
            self.diags.push(error("the value of a method", "not inside a method").help(help));
            return true;
        }
        if self.env.scope.traits.contains_key(&name) {
            let help = format!("its methods are called on values, or as `{name}.method(...)`");
            self.diags.push(error("an interface", "not a value").help(help));
            return true;
        }
        if let Some(module) = self.env.scope.modules.get(&name) {
            let message = format!("`{module}` is a module, not a value");
            let diagnostic = Diagnostic::error(Code::E0004, message, span, "not a value");
            self.diags.push(diagnostic.help(match name.as_str() {
                "Int" => "`String.to_int(text)` reads one, and `Float.to_int(number)` makes one of a Float".to_owned(),
                "Float" => {
                    "`Int.to_float(number)` makes one of an Int, and `String.to_float(text)` reads one".to_owned()
                }
                "String" => "`\"${value}\"` shows a value as text".to_owned(),
                _ => format!("write `{name}.function(...)`"),
            }));
            return true;
        }
        false
    }

    /// Adds how the values of a type are made, where a function of its name is called that makes them elsewhere.
    pub fn with_construction(&self, diagnostic: Diagnostic, of: QualifiedName, called: Symbol) -> Diagnostic {
        if !matches!(called.as_str(), "new" | "create" | "make" | "init" | "build") || diagnostic.help.is_some() {
            return diagnostic;
        }
        let meant = self.env.meant(of);
        match self.env.types.get(&meant).map(|decl| &decl.kind) {
            Some(TypeDeclKind::Struct(fields)) if !self.hides_fields(meant) => {
                let fields: Vec<String> = fields.iter().map(|field| format!("{}: ...", field.name)).collect();
                diagnostic.help(format!("write `{} {{ {} }}`", of.name, fields.join(", ")))
            }
            Some(TypeDeclKind::Sum(variants)) => {
                let listed: Vec<String> = variants.iter().take(5).map(|v| format!("`{}`", v.name)).collect();
                diagnostic.help(format!("write {}", say::alternatives(&listed)))
            }
            _ => diagnostic,
        }
    }

    /// Says which modules have what was not found since `before`, if nothing better is said already.
    pub fn advise_module(&mut self, before: usize, name: ast::Name, arity: Option<u32>, first: Option<&Expr>) {
        let at = |d: &Diagnostic| d.code == Code::E0004 && d.primary().span == name.span && d.fixes.is_empty();
        let Some(place) = self.diags[before..].iter().position(at).map(|at| at + before) else { return };
        let foreign = mesh_parser::foreign::value(name.text.as_str()).is_some();
        let is_near = self.diags[place].help.is_some() && !foreign;
        let ty = first.map(|expr| self.type_of(expr));
        let mut having = self.modules_having(name.text, arity);
        if let Some(ty) = &ty {
            having.retain(|module| self.takes_first(*module, name.text, arity, ty));
        }
        // What is near and in reach is rather meant, unless just these arguments fit elsewhere.
        if is_near && (ty.is_none() || having.is_empty()) {
            return;
        }
        // The module of the first argument's type is meant.
        let own = ty.and_then(|ty| self.module_for(&ty)).filter(|module| having.contains(module));
        if let Some(module) = own {
            having = vec![module];
        }
        let listed: Vec<String> = having.iter().map(|module| format!("`{module}.{}`", name.text)).collect();
        let diagnostic = self.diags[place].clone();
        match listed.as_slice() {
            [] => {}
            [one] => {
                let written = one.trim_matches('`').to_owned();
                let edits = vec![(name.span, written)];
                let fix = Fix { title: format!("write {one}"), edits, certain: own.is_some() && !foreign && !is_near };
                self.diags[place] = diagnostic.help(format!("write {one}")).fix(fix);
            }
            _ if listed.len() <= 5 && !foreign => {
                self.diags[place] = diagnostic.help(format!("write {}", say::alternatives(&listed)));
            }
            _ => {}
        }
    }

    /// Whether a function of another module can take a value of this type first.
    pub fn takes_first(&self, module: ModulePath, name: Symbol, arity: Option<u32>, ty: &T) -> bool {
        let found = self.functions_named(module, name);
        let of_arity = |candidate: &&Candidate| arity.is_none_or(|arity| candidate.arity() == arity);
        found.iter().filter(of_arity).any(|candidate| self.takes(candidate, 0, ty))
    }

    /// The module that is meant by `list.append`, where nothing is named `list`.
    pub fn small_module(&self, path: &ast::Path) -> Option<Symbol> {
        let [head, last] = path.segments.as_slice() else { return None };
        let mut letters = head.text.as_str().chars();
        let first = letters.next().filter(|first| first.is_lowercase())?;
        let name = Symbol::new(&first.to_uppercase().chain(letters).collect::<String>());
        let module = *self.env.scope.modules.get(&name)?;
        let is_local = self.frame.scopes.iter().flatten().any(|(known, _)| *known == head.text);
        let known = is_local || self.target(&ast::Path { segments: vec![*head], span: head.span }, None).is_some();
        (!known && !self.functions_named(module, last.text).is_empty()).then_some(name)
    }

    /// The modules in reach that have such a public function.
    pub fn modules_having(&self, name: Symbol, arity: Option<u32>) -> Vec<ModulePath> {
        let fits = |arity_of: u32| arity.is_none_or(|arity| arity_of == arity);
        let offers = |module: &ModulePath| {
            let decls = self.env.values.get(*module, name);
            decls.iter().any(|decl| decl.public && fits(decl.function.arity))
        };
        let mut found: Vec<ModulePath> = self.env.scope.modules.values().copied().filter(offers).collect();
        found.sort();
        found.dedup();
        found
    }
}

/// E0003 for names where places count: those of `places` from `before` on. Where they stand in order, they can go.
fn by_place(
    message: String,
    name: &str,
    places: &[Option<Symbol>],
    before: usize,
    inits: &[ast::FieldInit],
) -> Diagnostic {
    let parts: Vec<String> = places.iter().map(|name| name.map_or("_".to_owned(), |name| name.to_string())).collect();
    let span = inits[0].name.span.to(inits[inits.len() - 1].value.span);
    let rest = places.get(before..).unwrap_or_default();
    let in_order =
        inits.len() == rest.len() && inits.iter().zip(rest).all(|(init, name)| Some(init.name.text) == *name);
    let diagnostic = Diagnostic::error(Code::E0003, message, span, "named here");
    let diagnostic = diagnostic.help(if places.iter().any(Option::is_some) {
        format!("write the values alone: `{name}({})`", parts.join(", "))
    } else {
        "write the values alone, in their order".to_owned()
    });
    if !in_order {
        return diagnostic;
    }
    let gap = |init: &ast::FieldInit| Span { end: init.value.span.start, ..init.name.span };
    let edits = inits.iter().map(|init| (gap(init), String::new())).collect();
    diagnostic.fix(Fix { title: "remove the names".to_owned(), edits, certain: true })
}

/// What gives a part of a value that is no list and no map.
fn how_to_take(ty: &T, index: &ast::Expr) -> Option<&'static str> {
    match ty {
        T::String if matches!(index.kind, E::Binary(BinaryOp::Range, ..)) => {
            Some("`String.slice(text, start, stop)` gives a part of a text")
        }
        T::String => Some("`String.at(text, index)` gives a letter of a text"),
        T::Tuple(_) => Some("take it apart: `let (a, b) = ...`, or ask `Tuple.first`"),
        _ if ty.is_named(known::types::option()) => Some(say::MAY_BE_ABSENT),
        _ if ty.is_named(known::types::result()) => Some(say::MAY_HAVE_FAILED),
        _ if ty.is_named(known::types::bytes()) => Some("`Bytes.at(bytes, index)` gives a byte"),
        _ => None,
    }
}
