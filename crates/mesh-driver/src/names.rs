//! Module names from paths: `math/linear_algebra.mpl` is `Math.LinearAlgebra`.

use std::path::{Path, PathBuf};

use mesh_common::ModulePath;

use crate::standard::is_standard;

/// What the name of a file of tests ends in.
pub const TESTS: &str = ".test.mpl";

/// The module of a file, given its path relative to the project: `cart.test.mpl` is `Cart.Test`.
pub fn module_of(relative: &Path) -> ModulePath {
    let shown = relative.to_string_lossy();
    let relative = match shown.strip_suffix(TESTS) {
        Some(beside) => PathBuf::from(format!("{beside}/test.mpl")),
        None => relative.to_owned(),
    };
    let segments: Vec<String> = relative
        .with_extension("")
        .components()
        .map(|part| pascal_case(&part.as_os_str().to_string_lossy()))
        .filter(|segment| !segment.is_empty())
        .collect();
    in_project(ModulePath::new(&segments.join(".")))
}

/// The module of a project that a program writes so: one that has the name of a standard module stands beside it.
pub fn in_project(written: ModulePath) -> ModulePath {
    if is_standard(written) { written.beside_standard() } else { written }
}

/// The module that a file of tests stands beside.
pub fn module_beside(path: &Path, module: ModulePath) -> Option<ModulePath> {
    path.to_string_lossy().ends_with(TESTS).then_some(())?;
    module.as_str().strip_suffix(".Test").map(|beside| in_project(ModulePath::new(beside)))
}

/// Where a module's file would be: `math/linear_algebra.mpl` for `Math.LinearAlgebra`.
pub fn file_of(module: ModulePath) -> String {
    let segments: Vec<String> = module.written().split('.').map(snake_case).collect();
    format!("{}.mpl", segments.join("/"))
}

fn pascal_case(name: &str) -> String {
    let raise = |part: &str| {
        let mut chars = part.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    name.split('_').map(raise).collect()
}

fn snake_case(name: &str) -> String {
    let mut result = String::new();
    for (i, c) in name.chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            result.push('_');
        }
        result.extend(c.to_lowercase());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_path() {
        let name = |path: &str| module_of(Path::new(path)).as_str();
        assert_eq!(name("main.mpl"), "Main");
        assert_eq!(name("math/linear_algebra.mpl"), "Math.LinearAlgebra");
        assert_eq!(name("a/main.mpl"), "A.Main");
        assert_eq!(name("migrations/20260101_x.mpl"), "Migrations.20260101X");
        assert_eq!(name("_odd__name_.mpl"), "OddName");
        assert_eq!(name("math/linear_algebra.test.mpl"), "Math.LinearAlgebra.Test");
    }

    #[test]
    fn a_file_of_tests_stands_beside_a_module() {
        let beside = |path: &str| module_beside(Path::new(path), module_of(Path::new(path)));
        assert_eq!(beside("a/cart.test.mpl"), Some(ModulePath::new("A.Cart")));
        assert_eq!(beside("a/test.mpl"), None);
    }

    #[test]
    fn paths_follow_the_name() {
        assert_eq!(file_of(ModulePath::new("Math.LinearAlgebra")), "math/linear_algebra.mpl");
    }
}
