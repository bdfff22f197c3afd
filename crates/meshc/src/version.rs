//! What this compiler is.

use std::sync::LazyLock;

use mesh_codegen::Target;

/// The version, with the commit that it was made from: cargo is told it by `MESH_COMMIT`, which the Makefile sets.
pub fn line() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("MESH_COMMIT").filter(|commit| !commit.is_empty()) {
        Some(commit) => format!("{version} (commit {commit})"),
        None => version.to_owned(),
    }
}

/// What `meshc --version` prints.
pub fn long() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        format!("{}\nLLVM {}\ntarget {}", line(), mesh_codegen::llvm_version(), Target::HOST.triple())
    });
    &TEXT
}
