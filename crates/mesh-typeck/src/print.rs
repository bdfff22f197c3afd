//! Types as text, the way a person writes them.

use mesh_common::{ModulePath, Symbol};

use crate::builtin;
use crate::check::Checker;
use crate::infer_ty::T;
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
            let declared = qualified && !self.imports.std.iter().any(|std| std.module == name.module);
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
            T::Named(name, args) if name == builtin::option_name() => match self.text_of(&args[0], qualified) {
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

/// A closed type as text, with the names of its parameters.
pub fn ty(ty: &Ty, params: &[Symbol]) -> String {
    let many = |tys: &[Ty]| tys.iter().map(|t| self::ty(t, params)).collect::<Vec<_>>().join(", ");
    match ty {
        Ty::Int => "Int".to_owned(),
        Ty::Float => "Float".to_owned(),
        Ty::Bool => "Bool".to_owned(),
        Ty::String => "String".to_owned(),
        Ty::Unit => "()".to_owned(),
        Ty::Atom => "Atom".to_owned(),
        Ty::Named(name, args) if args.is_empty() => name.name.to_string(),
        Ty::Named(name, args) if *name == builtin::option_name() => suffixed(&self::ty(&args[0], params), "?"),
        Ty::Named(name, args) => format!("{}<{}>", name.name, many(args)),
        Ty::Tuple(items) => format!("({})", many(items)),
        Ty::Fn(f) => format!("Fun({}) -> {}", many(&f.params), self::ty(&f.result, params)),
        Ty::Param(i) => params.get(*i as usize).map_or_else(|| format!("t{i}"), |name| parameter(name).to_owned()),
        Ty::Projection(p) => format!("{}.{}", self::ty(&p.subject, params), p.name),
        Ty::Error => "_".to_owned(),
    }
}

/// The functions, actors and service functions of a module, in the order of the source, a line each.
pub fn interface(interface: &Interface) -> String {
    let mut values: Vec<&ValueDecl> = interface.values.values().flatten().map(|decl| &**decl).collect();
    // A service's own loop and handlers are no function that a program can name.
    values.retain(|value| value.public || value.kind != ValueKind::Service);
    values.sort_by_key(|value| (value.span.start, value.function.name, value.function.arity));
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
    let scheme = &value.scheme;
    let public = if value.public { "pub " } else { "" };
    let keyword = match value.kind {
        ValueKind::Function | ValueKind::Service => "fn",
        ValueKind::Constant => "const",
        ValueKind::Actor { .. } => "actor",
    };
    let mut text = format!("{public}{keyword} {}", value.function.name);
    let Ty::Fn(function) = &scheme.ty else { return text };
    // Nobody sees what an actor gives back.
    let actor = matches!(value.kind, ValueKind::Actor { .. });
    let is_shown = |at: u32| {
        let in_signature = function.params.iter().any(|param| mentions(param, at));
        in_signature || in_mailbox(&function.mailbox, at) || (!actor && mentions(&function.result, at))
    };
    let names = scheme.params.iter().zip(0..).filter(|(name, at)| name.as_str() != GHOST && is_shown(*at));
    let shown: Vec<&str> = names.map(|(name, _)| parameter(name)).collect();
    if !shown.is_empty() {
        text.push_str(&format!("<{}>", shown.join(", ")));
    }
    let params: Vec<String> = function.params.iter().map(|param| ty(param, &scheme.params)).collect();
    text.push_str(&format!("({})", params.join(", ")));
    if !actor {
        text.push_str(&format!(" -> {}", ty(&function.result, &scheme.params)));
    }
    let is_ghost = |ty: &Ty| matches!(ty, Ty::Param(at) if scheme.params[*at as usize].as_str() == GHOST);
    if let Mailbox::Of(message) = &function.mailbox
        && !is_ghost(message)
    {
        text.push_str(&format!(" receives {}", ty(message, &scheme.params)));
    }
    let bound = |bound: &Bound| {
        let args: Vec<String> = bound.args.iter().map(|arg| ty(arg, &scheme.params)).collect();
        let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) };
        format!("{}: {}{args}", ty(&bound.subject, &scheme.params), bound.interface.name)
    };
    let bounds: Vec<String> = scheme.bounds.iter().map(bound).collect();
    if !bounds.is_empty() {
        text.push_str(&format!(" where {}", bounds.join(", ")));
    }
    text
}

/// Whether a type holds a parameter.
fn mentions(ty: &Ty, at: u32) -> bool {
    match ty {
        Ty::Param(i) => *i == at,
        Ty::Named(_, items) | Ty::Tuple(items) => items.iter().any(|item| mentions(item, at)),
        Ty::Fn(f) => {
            f.params.iter().any(|item| mentions(item, at)) || mentions(&f.result, at) || in_mailbox(&f.mailbox, at)
        }
        Ty::Projection(p) => mentions(&p.subject, at),
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
