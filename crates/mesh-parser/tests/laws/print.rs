//! How trees are laid out.

use mesh_common::{FileId, ModulePath};

fn printed(text: &str) -> String {
    mesh_parser::print::module(&mesh_parser::parse(FileId(0), text, ModulePath::new("Main")).0)
}

#[test]
fn what_fits_stays_on_a_line() {
    assert_eq!(printed("fn f() = a + b\n"), "(module Main\n\n(fn f (params) (= (+ a b))))\n");
}

#[test]
fn what_does_not_fit_has_a_line_for_each_member() {
    let x = "x".repeat(60);
    let call = format!("(call g {x}\n      {x})");
    assert_eq!(
        printed(&format!("fn f() = g({x}, {x})\n")),
        format!("(module Main\n\n(fn f\n  (params)\n  (=\n    {call})))\n")
    );
}
