//! The runtime stands in floors: what lies higher knows what lies lower, never the other way round.

use std::path::{Path, PathBuf};

/// From the ground up. Modules of one floor may know each other.
const FLOORS: [&[&str]; 6] = [
    &[
        "abi", "checker", "end", "flight", "machine", "memory", "pages", "pid", "reason", "reserve", "sync", "threads",
        "turn",
    ],
    &["value"],
    &["os"],
    &["actor"],
    &["net", "db", "json", "text", "archive", "packing"],
    &["externs"],
];

fn floor_of(module: &str) -> usize {
    let floor = FLOORS.iter().position(|modules| modules.contains(&module));
    floor.unwrap_or_else(|| panic!("no floor is named for `{module}`: add it to FLOORS"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            sources(&entry.path(), found);
        } else {
            found.push(entry.path());
        }
    }
}

/// The code of a file without its tests, which may reach up.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    text[..end].lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_import_points_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for path in files {
        let place = path.strip_prefix(&root).unwrap().to_string_lossy().replace(".rs", "");
        let module = place.split('/').next().unwrap();
        // What is compiled into the tests alone.
        if module == "lib" || place == "actor/faults" || place == "actor/exchange" {
            continue;
        }
        let here = floor_of(module);
        let text = code(&path);
        for rest in text.split("crate::").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            looked_at += 1;
            // The macro is named from the root.
            if name != "mesh_extern" && floor_of(&name) > here {
                wrong.push(format!("{place} knows {name}"));
            }
        }
    }
    assert!(looked_at > 200, "imports are found: {looked_at}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
