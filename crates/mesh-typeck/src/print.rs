//! Types as text, the way a person writes them.

use mesh_common::{ModulePath, Symbol};

use crate::check::Checker;
use crate::infer_ty::T;
use crate::known;
use crate::open::GHOST;
use crate::types::{Bound, Interface, Mailbox, QualifiedName, TraitDecl, Ty, ValueDecl, ValueKind, VariantDecl};

impl Checker<'_> {
    /// A type under inference as text; unknown parts are `_`.
    pub fn show(&self, ty: &T) -> String {
        self.text_of(ty, false)
    }

    /// The same with the module before each declared type, for two types of one name.
    pub fn show_qualified(&self, ty: &T) -> String {
        self.text_of(ty, true)
    }

    fn text_of(&self, ty: &T, qualified: bool) -> String {
        let many = |tys: &[T]| tys.iter().map(|t| self.text_of(t, qualified)).collect::<Vec<_>>().join(", ");
        let name_of = |name: QualifiedName| {
            let declared = qualified && !self.imports.std.has(name.module);
            if declared { format!("{}.{}", name.module, name.name) } else { name.name.to_string() }
        };
        match self.store.head(ty) {
            T::Var(_) => "_".to_owned(),
            T::Rigid(id) => self.store.rigids[id].name.as_str().trim_start_matches('\'').to_owned(),
            T::Int => "Int".to_owned(),
            T::Float => "Float".to_owned(),
            T::Bool => "Bool".to_owned(),
            T::String => "String".to_owned(),
            T::Unit => "()".to_owned(),
            T::Atom => "Atom".to_owned(),
            T::Named(name, args) if args.is_empty() => name_of(name),
            T::Named(name, args) if name == known::types::option() => match self.text_of(&args[0], qualified) {
                open if open == "_" => "Option<_>".to_owned(),
                inner => suffixed(&inner, "?"),
            },
            T::Named(name, args) => format!("{}<{}>", name_of(name), many(&args)),
            T::Tuple(items) => format!("({})", many(&items)),
            T::Fn(f) => format!("Fun({}) -> {}", many(&f.params), self.text_of(&f.result, qualified)),
            T::Projection(p) => format!("{}.{}", self.text_of(&p.subject, qualified), p.name),
            T::NoMailbox | T::Error => "_".to_owned(),
        }
    }
}

fn suffixed(inner: &str, suffix: &str) -> String {
    if inner.contains("->") { format!("({inner}){suffix}") } else { format!("{inner}{suffix}") }
}

/// A piece of a text about types, and the type or interface that it names, if it is a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub text: String,
    pub names: Option<QualifiedName>,
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(last) if last.names.is_none() => last.text.push_str(text),
            _ => self.0.push(Piece { text: text.to_owned(), names: None }),
        }
    }

    fn name(&mut self, name: QualifiedName) {
        self.0.push(Piece { text: name.name.to_string(), names: Some(name) });
    }

    fn types(&mut self, types: &[Ty], params: &[Symbol]) {
        for (at, ty) in types.iter().enumerate() {
            self.text(if at > 0 { ", " } else { "" });
            self.ty(ty, params);
        }
    }

    fn arguments(&mut self, args: &[Ty], params: &[Symbol]) {
        if !args.is_empty() {
            self.text("<");
            self.types(args, params);
            self.text(">");
        }
    }

    /// A closed type.
    fn ty(&mut self, ty: &Ty, params: &[Symbol]) {
        match ty {
            Ty::Int => self.text("Int"),
            Ty::Float => self.text("Float"),
            Ty::Bool => self.text("Bool"),
            Ty::String => self.text("String"),
            Ty::Unit => self.text("()"),
            Ty::Atom => self.text("Atom"),
            Ty::Named(name, args) if *name == known::types::option() && args.len() == 1 => {
                let is_long = matches!(args[0], Ty::Fn(_));
                self.text(if is_long { "(" } else { "" });
                self.ty(&args[0], params);
                self.text(if is_long { ")?" } else { "?" });
            }
            Ty::Named(name, args) => {
                self.name(*name);
                self.arguments(args, params);
            }
            Ty::Tuple(items) => {
                self.text("(");
                self.types(items, params);
                self.text(")");
            }
            Ty::Fn(f) => {
                self.text("Fun(");
                self.types(&f.params, params);
                self.text(") -> ");
                self.ty(&f.result, params);
            }
            Ty::Param(i) => match params.get(*i as usize) {
                Some(name) => self.text(parameter(name)),
                None => self.text(&format!("t{i}")),
            },
            Ty::Projection(p) => {
                self.ty(&p.subject, params);
                self.text(&format!(".{}", p.name));
            }
            Ty::Error => self.text("_"),
        }
    }

    fn bound(&mut self, bound: &Bound, params: &[Symbol]) {
        self.ty(&bound.subject, params);
        self.text(": ");
        self.name(bound.interface);
        self.arguments(&bound.args, params);
    }
}

fn joined(pieces: Vec<Piece>) -> String {
    pieces.into_iter().map(|piece| piece.text).collect()
}

/// A closed type as text, with the names of its parameters.
pub fn ty(ty: &Ty, params: &[Symbol]) -> String {
    let mut pieces = Pieces::default();
    pieces.ty(ty, params);
    joined(pieces.0)
}

/// The functions, actors and service functions of a module, in the order of the source, a line each.
pub fn interface(interface: &Interface) -> String {
    let mut values: Vec<&ValueDecl> = interface.values.values().flatten().map(|decl| &**decl).collect();
    // A service's own loop and handlers are no function that a program can name.
    values.retain(|value| value.public || value.kind != ValueKind::Service);
    values.sort_by_key(|value| (value.span.beginning(), value.function.name, value.function.arity));
    values.into_iter().map(|value| format!("{}\n", declaration(value))).collect()
}

/// `List.first<T>(List<T>) -> T?`
pub fn signature(module: Option<ModulePath>, value: &ValueDecl) -> String {
    let text = declaration(value);
    let text = text.trim_start_matches("pub ").trim_start_matches("fn ").trim_start_matches("actor ");
    match module {
        Some(module) => format!("`{module}.{text}`"),
        None => format!("`{text}`"),
    }
}

/// `Rect(width :: Float, height :: Float)`
pub fn variant(variant: &VariantDecl, params: &[Symbol]) -> String {
    let field = |(name, field): &(Option<Symbol>, Ty)| match name {
        Some(name) => format!("{name} :: {}", ty(field, params)),
        None => ty(field, params),
    };
    let fields: Vec<String> = variant.fields.iter().map(field).collect();
    if fields.is_empty() { variant.name.to_string() } else { format!("{}({})", variant.name, fields.join(", ")) }
}

/// `Shape.scale(Self, Float) -> Self`
pub fn method(interface: &TraitDecl, name: Symbol) -> String {
    let Some(method) = interface.methods.iter().find(|method| method.name == name) else { return String::new() };
    let Ty::Fn(function) = &method.scheme.ty else { return String::new() };
    let names = &method.scheme.params;
    let params: Vec<String> = function.params.iter().map(|param| ty(param, names)).collect();
    format!("`{}.{name}({}) -> {}`", interface.name.name, params.join(", "), ty(&function.result, names))
}

/// `pub fn first<T>(List<T>) -> T? where T: Eq`, `actor ticker(Int) receives Tick`.
fn declaration(value: &ValueDecl) -> String {
    joined(declared(value, &[]))
}

/// The same in pieces, with the names of parameters where they are given: `pub fn first<T>(list :: List<T>) -> T?`.
pub fn declared(value: &ValueDecl, names: &[String]) -> Vec<Piece> {
    let scheme = &value.scheme;
    let keyword = match value.kind {
        ValueKind::Function | ValueKind::Service => "fn",
        ValueKind::Constant => "const",
        ValueKind::Actor { .. } => "actor",
    };
    let mut out = Pieces::default();
    out.text(&format!("{}{keyword} {}", if value.public { "pub " } else { "" }, value.function.name));
    let Ty::Fn(function) = &scheme.ty else { return out.0 };
    // Nobody sees what an actor gives back.
    let actor = matches!(value.kind, ValueKind::Actor { .. });
    let is_shown = |at: u32| {
        let in_signature = function.params.iter().any(|param| mentions(param, at));
        in_signature || in_mailbox(&function.mailbox, at) || (!actor && mentions(&function.result, at))
    };
    let generics = scheme.params.iter().zip(0..).filter(|(name, at)| name.as_str() != GHOST && is_shown(*at));
    let shown: Vec<&str> = generics.map(|(name, _)| parameter(name)).collect();
    if !shown.is_empty() {
        out.text(&format!("<{}>", shown.join(", ")));
    }
    out.text("(");
    for (at, param) in function.params.iter().enumerate() {
        out.text(if at > 0 { ", " } else { "" });
        if let Some(name) = names.get(at) {
            out.text(&format!("{name} :: "));
        }
        out.ty(param, &scheme.params);
    }
    out.text(")");
    if !actor {
        out.text(" -> ");
        out.ty(&function.result, &scheme.params);
    }
    let is_ghost = |ty: &Ty| matches!(ty, Ty::Param(at) if scheme.params[*at as usize].as_str() == GHOST);
    if let Mailbox::Of(message) = &function.mailbox
        && !is_ghost(message)
    {
        out.text(" receives ");
        out.ty(message, &scheme.params);
    }
    for (at, bound) in scheme.bounds.iter().enumerate() {
        out.text(if at > 0 { ", " } else { " where " });
        out.bound(bound, &scheme.params);
    }
    out.0
}

/// Whether a type holds a parameter.
fn mentions(ty: &Ty, at: u32) -> bool {
    match ty {
        Ty::Param(i) => *i == at,
        Ty::Named(_, items) | Ty::Tuple(items) => items.iter().any(|item| mentions(item, at)),
        Ty::Fn(f) => {
            f.params.iter().any(|item| mentions(item, at)) || mentions(&f.result, at) || in_mailbox(&f.mailbox, at)
        }
        Ty::Projection(p) => p.types().any(|item| mentions(item, at)),
        _ => false,
    }
}

fn in_mailbox(mailbox: &Mailbox, at: u32) -> bool {
    matches!(mailbox, Mailbox::Of(message) if mentions(message, at))
}

/// The mailbox's parameter has a name that no program can write.
fn parameter(name: &Symbol) -> &str {
    name.as_str().trim_start_matches('\'')
}
