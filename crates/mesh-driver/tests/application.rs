//! Mesher passes the checker without a complaint; all other programs of the project are compiled by the tests of `meshc`.

use std::path::Path;

use mesh_common::diagnostic::render::render_text;

#[test]
fn mesher_gives_no_diagnostics() {
    let checked = mesh_driver::check_project(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mesher"));
    assert!(checked.main.is_some(), "it has a `main`");
    assert!(checked.diagnostics.is_empty(), "{}", render_text(&checked.diagnostics, &checked.sources, false));
}
