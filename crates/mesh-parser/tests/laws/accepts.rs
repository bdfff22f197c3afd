//! Every program of the project parses without a complaint.

use std::path::{Path, PathBuf};

use mesh_common::{ModulePath, SourceMap};

fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "mpl") {
            found.push(path);
        }
    }
}

#[test]
fn every_program_parses() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["crates/mesh-std/std", "tests/e2e", "mesher", "examples"] {
        programs(&root.join(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 100, "{} programs", found.len());
    let mut complaints = Vec::new();
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut sources = SourceMap::default();
        let file = sources.add(path.display().to_string(), text.clone());
        let (_, diagnostics) = mesh_parser::parse(file, &text, ModulePath::new("Main"));
        for diagnostic in diagnostics {
            let start = diagnostic.primary().span.start as usize;
            let line = text[..start].matches('\n').count() + 1;
            complaints.push(format!("{}:{line}: {}", path.display(), diagnostic.message));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
