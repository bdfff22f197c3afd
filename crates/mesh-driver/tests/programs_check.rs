//! Every program of the project passes the checker, the standard library with it.

use std::path::{Path, PathBuf};

use mesh_common::diagnostic::render::render_text;

/// Programs: `.mpl` files, and folders with a `main.mpl` as a whole.
fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    if folder.join("main.mpl").is_file() {
        return found.push(folder.to_owned());
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "mpl") {
            found.push(path);
        }
    }
}

#[test]
fn every_program_passes_the_checker() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["tests/e2e", "mesher", "examples"] {
        programs(&root.join(folder), &mut found);
    }
    found.sort();
    assert!(!found.is_empty());
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut complaints = String::new();
    for path in found.iter().filter(|path| path.to_string_lossy().contains(&only)) {
        let checked = mesh_driver::check_project(path);
        let errors: Vec<_> = checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).cloned().collect();
        if !errors.is_empty() {
            complaints.push_str(&format!("==== {}\n{}", path.display(), render_text(&errors, &checked.sources, false)));
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}
