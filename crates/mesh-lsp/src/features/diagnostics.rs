//! `textDocument/publishDiagnostics`: what is wrong, for all files of a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, PublishDiagnosticsParams, Uri,
};
use mesh_common::{Code, SourceMap, Span, diagnostic};

use crate::position::Lines;
use crate::session::Session;
use crate::uri::uri_of;

/// Checks a project that changed, and gives what is to be said anew; `None` if it was cancelled, or nothing changed. What is
/// wrong in the file that somebody writes comes first, all else when it is asked for again.
pub fn of_stale(session: &mut Session, cancelled: &AtomicBool) -> Option<Vec<PublishDiagnosticsParams>> {
    let root = session.projects.iter().find(|(_, project)| project.is_stale).map(|(root, _)| root.clone())?;
    if session.is_gone(&root) {
        let project = session.projects.remove(&root)?;
        let told = project.told.iter().filter(|(_, told)| !told.is_empty());
        let nothing =
            |path| Some(PublishDiagnosticsParams { uri: uri_of(path)?, diagnostics: Vec::new(), version: None });
        return Some(told.filter_map(|(path, _)| nothing(path)).collect());
    }
    let project = session.projects.get_mut(&root)?;
    if let Some(path) = project.edited.take()
        && let Some(found) = project.workspace.check_first(&path, cancelled)
    {
        return Some(of_edited(session, &root, path, &found).into_iter().collect());
    }
    let findings = project.workspace.check(cancelled)?;
    project.is_stale = false;
    let said = by_file(session, &root, &findings.sources, &findings.diagnostics);
    let project = session.projects.get_mut(&root)?;
    project.findings = Some(findings);
    let silent = project.told.iter().filter(|(path, told)| !told.is_empty() && !said.contains_key(*path));
    let silent = silent.map(|(path, _)| path.clone());
    let mut changed: BTreeMap<PathBuf, Vec<Diagnostic>> = silent.map(|path| (path, Vec::new())).collect();
    let is_news = |(path, found): &(&PathBuf, &Vec<Diagnostic>)| project.told.get(*path) != Some(*found);
    changed.extend(said.iter().filter(is_news).map(|(path, found)| (path.clone(), found.clone())));
    project.told = said;
    let params = changed.into_iter().filter_map(|(path, diagnostics)| {
        let version = session.documents.get(&path).map(|document| document.version);
        Some(PublishDiagnosticsParams { uri: uri_of(&path)?, diagnostics, version })
    });
    Some(params.collect())
}

/// What is to be said of the file that somebody writes.
fn of_edited(
    session: &mut Session,
    root: &Path,
    path: PathBuf,
    found: &[diagnostic::Diagnostic],
) -> Option<PublishDiagnosticsParams> {
    let sources = session.projects.get(root)?.workspace.sources();
    let diagnostics = by_file(session, root, sources, found).remove(&path).unwrap_or_default();
    let told = &mut session.projects.get_mut(root)?.told;
    if told.get(&path).map_or(&[][..], Vec::as_slice) == diagnostics.as_slice() {
        return None;
    }
    told.insert(path.clone(), diagnostics.clone());
    let version = session.documents.get(&path).map(|document| document.version);
    Some(PublishDiagnosticsParams { uri: uri_of(&path)?, diagnostics, version })
}

fn by_file(
    session: &Session,
    root: &Path,
    sources: &SourceMap,
    found: &[diagnostic::Diagnostic],
) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let mut by_file: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    let mut places = Places { root, sources, lines: BTreeMap::new() };
    for found in found {
        let Some(path) = places.path(found.primary().span) else { continue };
        let diagnostic = places.diagnostic(found, session);
        by_file.entry(path).or_default().push(diagnostic);
    }
    by_file
}

/// Finds places, with the lines of each text once.
struct Places<'f> {
    root: &'f Path,
    sources: &'f SourceMap,
    lines: BTreeMap<mesh_common::FileId, Lines<'f>>,
}

impl<'f> Places<'f> {
    /// The file of a place. What is wrong with a project as a whole is said of the file that it lacks.
    fn path(&self, span: Span) -> Option<PathBuf> {
        let file = self.sources.file(span.file);
        let is_of_library = (span.file.0 as usize) < mesh_driver::library_files();
        file.path.clone().or_else(|| (!is_of_library).then(|| self.root.join(&file.name)))
    }

    fn location(&mut self, span: Span) -> Option<Location> {
        Some(Location { uri: uri_of(&self.path(span)?)?, range: self.range(span) })
    }

    fn range(&mut self, span: Span) -> lsp_types::Range {
        let text = &self.sources.file(span.file).text;
        self.lines.entry(span.file).or_insert_with(|| Lines::new(text)).range(span.start, span.end)
    }

    fn diagnostic(&mut self, found: &diagnostic::Diagnostic, session: &Session) -> Diagnostic {
        let others = found.labels.iter().filter(|label| !label.primary);
        let related: Vec<DiagnosticRelatedInformation> = others
            .filter_map(|label| {
                let message = if label.text.is_empty() { "see here".to_owned() } else { label.text.clone() };
                Some(DiagnosticRelatedInformation { location: self.location(label.span)?, message })
            })
            .collect();
        let severity = if found.is_error() { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING };
        let is_unused = matches!(found.code, Code::W0003 | Code::W0006 | Code::W0007);
        Diagnostic {
            range: self.range(found.primary().span),
            severity: Some(severity),
            code: Some(NumberOrString::String(found.code.as_str().to_owned())),
            code_description: session.page(found.code).map(|href: Uri| CodeDescription { href }),
            source: Some("mesh".to_owned()),
            message: message(found),
            related_information: (!related.is_empty()).then_some(related),
            tags: is_unused.then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: None,
        }
    }
}

/// All that is said in words.
fn message(found: &diagnostic::Diagnostic) -> String {
    let mut lines = vec![found.message.clone()];
    let here = &found.primary().text;
    if !here.is_empty() {
        lines[0].push_str(&format!(" ({here})"));
    }
    lines.extend(found.notes.iter().cloned());
    lines.extend(found.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}
