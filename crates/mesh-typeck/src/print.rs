//! Types as text, the way a person writes them.

use mesh_common::Symbol;

use crate::builtin;
use crate::check::Checker;
use crate::infer_ty::T;
use crate::types::{Scheme, Ty};

impl Checker<'_> {
    /// A type under inference as text; unknown parts are `_`.
    pub fn show(&self, ty: &T) -> String {
        let many = |tys: &[T]| tys.iter().map(|t| self.show(t)).collect::<Vec<_>>().join(", ");
        match self.store.head(ty) {
            T::Var(_) => "_".to_owned(),
            T::Rigid(id) => self.store.rigids[id].name.to_string(),
            T::Int => "Int".to_owned(),
            T::Float => "Float".to_owned(),
            T::Bool => "Bool".to_owned(),
            T::String => "String".to_owned(),
            T::Unit => "()".to_owned(),
            T::Atom => "Atom".to_owned(),
            T::Named(name, args) if args.is_empty() => name.name.to_string(),
            T::Named(name, args) if name == builtin::option_name() => suffixed(&self.show(&args[0]), "?"),
            T::Named(name, args) => format!("{}<{}>", name.name, many(&args)),
            T::Tuple(items) => format!("({})", many(&items)),
            T::Fn(f) => format!("Fun({}) -> {}", many(&f.params), self.show(&f.result)),
            T::Projection(p) => format!("{}.{}", self.show(&p.subject), p.name),
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
        Ty::Param(i) => params.get(*i as usize).map_or_else(|| format!("t{i}"), ToString::to_string),
        Ty::Projection(p) => format!("{}.{}", self::ty(&p.subject, params), p.name),
        Ty::Error => "_".to_owned(),
    }
}

/// `<T> (List<T>) -> Int where T: Eq`
pub fn scheme(scheme: &Scheme) -> String {
    let visible: Vec<&str> =
        scheme.params.iter().map(|name| name.as_str()).filter(|name| !name.starts_with('\'')).collect();
    let mut text = String::new();
    if !visible.is_empty() {
        text.push_str(&format!("<{}> ", visible.join(", ")));
    }
    text.push_str(&ty(&scheme.ty, &scheme.params));
    let bounds: Vec<String> = scheme
        .bounds
        .iter()
        .map(|bound| format!("{}: {}", ty(&bound.subject, &scheme.params), bound.interface.name))
        .collect();
    if !bounds.is_empty() {
        text.push_str(&format!(" where {}", bounds.join(", ")));
    }
    text
}
