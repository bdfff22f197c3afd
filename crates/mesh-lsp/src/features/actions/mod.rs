//! `textDocument/codeAction`: the machine fixes of diagnostics, and changes that keep what a program does. One file for each
//! kind of change; each looks at what is selected and offers what can be done there.

use std::sync::Arc;

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse};
use mesh_common::{Diagnostic, FileId, Span};
use mesh_parser::ast;
use mesh_typeck::facts::Facts;

use crate::edit::Edits;
use crate::nodes::{self, Node};
use crate::position::Lines;
use crate::session::{Scene, Session};

mod annotate;
mod clauses;
mod declare;
mod extract;
mod fixes;
mod imports;
mod inline;
mod missing;
mod order;
mod pipe;
mod texts;
mod wrap;

/// What is selected, and what is known of it.
pub struct Asked<'a, 's> {
    pub scene: &'a mut Scene<'s>,
    pub tree: &'a ast::Module,
    pub facts: Arc<Facts>,
    pub text: String,
    pub span: Span,
    pub diagnostics: Vec<Diagnostic>,
}

/// A change that is offered.
pub struct Offer {
    pub title: String,
    pub kind: CodeActionKind,
    pub edits: Edits,
    /// Whether it is what one wants here, most of the time.
    pub is_preferred: bool,
}

impl Offer {
    /// One that nobody has to prefer.
    pub fn new(title: impl Into<String>, kind: CodeActionKind, edits: Edits) -> Self {
        Self { title: title.into(), kind, edits, is_preferred: false }
    }
}

/// All that can be offered.
const OFFERS: [fn(&mut Asked<'_, '_>) -> Vec<Offer>; 11] = [
    fixes::offers,
    pipe::offers,
    extract::offers,
    inline::offers,
    annotate::offers,
    clauses::offers,
    declare::offers,
    imports::offers,
    missing::offers,
    texts::offers,
    wrap::offers,
];

/// Answers the request.
pub fn answer(session: &mut Session, params: CodeActionParams) -> Option<CodeActionResponse> {
    let mut scene = session.scene(&params.text_document)?;
    let text = scene.text().to_owned();
    let lines = Lines::new(&text);
    let (start, end) = (lines.offset(params.range.start), lines.offset(params.range.end));
    let span = Span::new(scene.file(), start, end.max(start));
    let diagnostics = diagnostics(&mut scene, &text, span);
    let (facts, tree) = (scene.facts(), scene.tree().clone());
    let mut asked = Asked { scene: &mut scene, tree: &tree, facts, text, span, diagnostics };
    let only = params.context.only.unwrap_or_default();
    let is_wanted = |kind: &CodeActionKind| {
        let below = |wanted: &CodeActionKind| {
            kind.as_str() == wanted.as_str() || kind.as_str().starts_with(&format!("{}.", wanted.as_str()))
        };
        only.is_empty() || only.iter().any(below)
    };
    let offers: Vec<Offer> = OFFERS.iter().flat_map(|offers| offers(&mut asked)).collect();
    let actions = offers.into_iter().filter(|offer| is_wanted(&offer.kind)).map(|offer| {
        CodeActionOrCommand::CodeAction(CodeAction {
            title: offer.title,
            kind: Some(offer.kind),
            edit: Some(offer.edits.in_workspace(&scene)),
            is_preferred: offer.is_preferred.then_some(true),
            ..CodeAction::default()
        })
    });
    Some(actions.collect())
}

/// What is wrong at the selection: as it was found in the project, or in the module alone while that is not known.
fn diagnostics(scene: &mut Scene<'_>, text: &str, span: Span) -> Vec<Diagnostic> {
    let all = match scene.findings {
        Some(findings) => findings.diagnostics.clone(),
        None => scene.workspace.suppose(scene.at, text, None).1.diagnostics,
    };
    let touches = |found: &Diagnostic| {
        let here = found.primary().span;
        here.file == span.file && here.start <= span.end && span.start <= here.end
    };
    all.into_iter().filter(touches).collect()
}

impl<'a> Asked<'a, '_> {
    /// The nodes that hold the selection, the outermost first.
    pub fn path(&self) -> Vec<Node<'a>> {
        nodes::path_to(self.tree, self.span.start, self.span.end)
    }

    /// The innermost node for which `f` gives something.
    pub fn innermost<X>(&self, f: impl FnMut(&Node<'a>) -> Option<X>) -> Option<X> {
        self.path().iter().rev().find_map(f)
    }

    /// The text of a span of the file.
    pub fn written(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// What a line begins with.
    pub fn indent(&self, at: u32) -> String {
        let begin = self.text[..at as usize].rfind('\n').map_or(0, |newline| newline + 1);
        self.text[begin..].chars().take_while(|c| *c == ' ' || *c == '\t').collect()
    }

    /// Whether a change of the file leaves fewer mistakes than there are.
    pub fn mends(&mut self, edits: &Edits) -> bool {
        let changed = edits.applied(self.span.file, &self.text);
        let text = self.text.clone();
        let before = errors(&self.scene.workspace.suppose(self.scene.at, &text, None).1.diagnostics);
        errors(&self.scene.workspace.suppose(self.scene.at, &changed, None).1.diagnostics) < before
    }

    /// Whether a change of the file leaves no more mistakes than there are, and all comments.
    pub fn keeps(&mut self, edits: &Edits) -> bool {
        let changed = edits.applied(self.span.file, &self.text);
        let mut left = comments(self.span.file, &changed);
        let stays = |comment: &String| {
            let at = left.iter().position(|other| other == comment);
            at.map(|at| left.swap_remove(at)).is_some()
        };
        if !comments(self.span.file, &self.text).iter().all(stays) {
            return false;
        }
        let text = self.text.clone();
        let before = errors(&self.scene.workspace.suppose(self.scene.at, &text, None).1.diagnostics);
        errors(&self.scene.workspace.suppose(self.scene.at, &changed, None).1.diagnostics) <= before
    }
}

/// The texts of all comments.
fn comments(file: FileId, text: &str) -> Vec<String> {
    let written = |span: Span| text[span.start as usize..span.end as usize].trim_end().to_owned();
    mesh_lexer::lex(file, text).comments.iter().map(|comment| written(comment.span)).collect()
}

fn errors(found: &[Diagnostic]) -> usize {
    found.iter().filter(|found| found.is_error()).count()
}
