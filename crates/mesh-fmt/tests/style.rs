//! Each `style/<name>.mpl` is a test: how it is formatted lies beside it in `<name>.snap`.
//! `INSTA_UPDATE=always cargo test -p mesh-fmt --test style` writes the snapshots anew.

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use mesh_common::SourceMap;
use mesh_common::diagnostic::render::render_text;
use mesh_fmt::Failure;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/style");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut trials = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().display().to_string();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("mpl") => trials.push(Trial::test(name, move || check(&path))),
            Some("snap") => {
                let program = path.with_extension("mpl");
                trials.push(Trial::test(format!("{name} has its program"), move || match program.exists() {
                    true => Ok(()),
                    false => Err("there is none".into()),
                }));
            }
            // A snapshot that a failed test would have.
            Some("new") => {}
            other => panic!("{}: what is a file of kind {other:?} here?", path.display()),
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn check(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let mut sources = SourceMap::default();
    let file = sources.add(path.file_name().unwrap().display().to_string(), text.clone());
    let formatted = mesh_fmt::format(file, &text).map_err(|failure| match failure {
        Failure::Syntax(diagnostics) => render_text(&diagnostics, &sources, false),
        Failure::Bug(what) => what,
    })?;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().display().to_string(), formatted));
    Ok(())
}
