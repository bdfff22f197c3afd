//! `mesh.toml`, which a project may have.

use std::path::Path;

use mesh_common::{Code, Diagnostic, SourceMap, Span};
use serde::Deserialize;

/// The parts of the manifest that matter to a build.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Manifest {
    #[serde(default)]
    pub package: Option<Package>,
}

/// `[package]`
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub authors: Vec<String>,
    #[serde(default)]
    pub license: Option<String>,
}

/// Reads `mesh.toml` of a project folder; `None` when there is none or it is unusable.
pub fn read(root: &Path, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let text = std::fs::read_to_string(root.join("mesh.toml")).ok()?;
    let error = match toml::from_str(&text) {
        Ok(manifest) => return Some(manifest),
        Err(error) => error,
    };
    let file = sources.add("mesh.toml", text);
    let range = error.span().unwrap_or(0..0);
    let span = Span::new(file, range.start as u32, range.end as u32);
    let message = format!("mesh.toml is unusable: {}", error.message());
    diagnostics.push(Diagnostic::error(Code::E0065, message, span, error.message().to_owned()));
    None
}
