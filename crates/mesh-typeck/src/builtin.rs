//! Modules and types of the standard library as the checker writes them; their names stand in `known`.

use mesh_common::{ModulePath, Symbol};

use crate::infer_ty::T;
use crate::known;
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

/// The functions of tuples.
pub fn tuple() -> ModulePath {
    ModulePath::new("Tuple")
}

/// A name of another standard module.
pub fn name_in(module: &str, name: &str) -> QualifiedName {
    QualifiedName { module: ModulePath::new(module), name: Symbol::new(name) }
}

/// Whether a name stands for an iterator in an impl of `Iterable`, whatever it runs over.
pub fn is_iterator(name: Symbol) -> bool {
    matches!(name.as_str(), "ListIterator" | "MapIterator" | "SetIterator" | "RangeIterator")
}

/// Types whose parts only come out again: a list of `Pid<M>` is a list of `Pid`.
pub fn is_covariant(name: QualifiedName) -> bool {
    [known::types::list(), known::types::option(), known::types::result(), known::types::map()].contains(&name)
}

pub fn list(item: T) -> T {
    T::named(known::types::list(), vec![item])
}
pub fn map(key: T, value: T) -> T {
    T::named(known::types::map(), vec![key, value])
}
pub fn option(item: T) -> T {
    T::named(known::types::option(), vec![item])
}
pub fn result(ok: T, err: T) -> T {
    T::named(known::types::result(), vec![ok, err])
}
pub fn pid_of(message: T) -> T {
    T::named(known::types::pid(), vec![message])
}
pub fn iter_of(item: T) -> T {
    T::named(known::types::iter(), vec![item])
}
