//! Any text as a program of one module, up to its counts: the checker gives diagnostics that can be shown, or a program that
//! is lowered, verified and certified.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mesh_common::diagnostic::render::render_text;
use mesh_ir::Refusal;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let checked = mesh_driver::check_sources([("main.mpl".to_owned(), text)]);
    render_text(&checked.diagnostics, &checked.sources, false);
    if checked.has_errors() {
        return;
    }
    let Some(main) = checked.main else { panic!("no `main`, and no error") };
    if let Err(Refusal::Bug(bug)) = mesh_ir::compile(&checked.modules, checked.sources, main, true) {
        panic!("{bug}");
    }
});
