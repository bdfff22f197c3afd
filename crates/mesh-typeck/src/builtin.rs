//! The names of the standard library that the checker knows by itself.

use std::sync::OnceLock;

use mesh_common::{ModulePath, Symbol};

use crate::infer_ty::T;
use crate::types::QualifiedName;

/// The module every other one sees.
pub fn prelude() -> ModulePath {
    ModulePath::new("Prelude")
}

/// How generated code names a module of the library, whatever modules a project has: no name that somebody writes ends so.
pub fn hidden(module: &str) -> String {
    format!("{module}''")
}

/// The module of the library that such a name means.
pub fn of_hidden(name: &str) -> Option<ModulePath> {
    name.strip_suffix("''").map(ModulePath::new)
}

/// What tests are made of.
pub fn test() -> ModulePath {
    ModulePath::new("Test")
}

/// A name of the prelude.
pub fn name(name: &str) -> QualifiedName {
    QualifiedName { module: prelude(), name: Symbol::new(name) }
}

/// A name of another standard module.
pub fn name_in(module: &str, name: &str) -> QualifiedName {
    QualifiedName { module: ModulePath::new(module), name: Symbol::new(name) }
}

macro_rules! names {
    ($($fun:ident $text:literal)*) => {$(
        pub fn $fun() -> QualifiedName {
            static NAME: OnceLock<QualifiedName> = OnceLock::new();
            *NAME.get_or_init(|| name($text))
        }
    )*};
}
names! {
    pid "Pid" list_name "List" map_name "Map" option_name "Option" result_name "Result" range_name "Range"
    display "Display" debug "Debug" from_trait "From" try_from_trait "TryFrom"
}

/// What a `for` runs over.
pub fn iterable() -> QualifiedName {
    name_in("Iter", "Iterable")
}

/// Whether a name stands for an iterator in an impl of `Iterable`, whatever it runs over.
pub fn is_iterator(name: Symbol) -> bool {
    matches!(name.as_str(), "ListIterator" | "MapIterator" | "SetIterator" | "RangeIterator")
}

/// Types whose parts only come out again: a list of `Pid<M>` is a list of `Pid`.
pub fn is_covariant(name: QualifiedName) -> bool {
    [list_name(), option_name(), result_name(), map_name()].contains(&name)
}

pub fn list(item: T) -> T {
    T::named(list_name(), vec![item])
}
pub fn map(key: T, value: T) -> T {
    T::named(map_name(), vec![key, value])
}
pub fn option(item: T) -> T {
    T::named(option_name(), vec![item])
}
pub fn result(ok: T, err: T) -> T {
    T::named(result_name(), vec![ok, err])
}
pub fn pid_of(message: T) -> T {
    T::named(pid(), vec![message])
}
pub fn iter_of(item: T) -> T {
    T::named(name_in("Iter", "Iter"), vec![item])
}
