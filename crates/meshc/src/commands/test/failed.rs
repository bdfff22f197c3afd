//! Which tests failed when they ran last: for `--only-failed`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mesh_driver::Test;

use super::full_name;

/// Their names, in a hidden folder of the project.
pub struct Failed(BTreeSet<String>);

fn folder(root: &Path) -> PathBuf {
    root.join(".mesh")
}

impl Failed {
    /// Nothing failed where nothing is known.
    pub fn read(root: &Path) -> Failed {
        let text = fs::read_to_string(folder(root).join("failed")).unwrap_or_default();
        Failed(text.lines().map(str::to_owned).collect())
    }

    pub fn contains(&self, test: &Test) -> bool {
        self.0.contains(&key(test))
    }

    pub fn note(&mut self, test: &Test, passed: bool) {
        if passed {
            self.0.remove(&key(test));
        } else {
            self.0.insert(key(test));
        }
    }

    /// A project that cannot be written to has no memory: its tests run all the same.
    pub fn write(&self, root: &Path) {
        let folder = folder(root);
        let file = folder.join("failed");
        if self.0.is_empty() {
            let _ = fs::remove_file(file);
            return;
        }
        let text: String = self.0.iter().map(|name| format!("{name}\n")).collect();
        let _ = fs::create_dir_all(&folder);
        let _ = fs::write(folder.join(".gitignore"), "*\n");
        let _ = fs::write(file, text);
    }
}

/// One line for each test.
fn key(test: &Test) -> String {
    full_name(test).replace('\n', " ")
}
