//! `textDocument/completion`: what could stand at a place. The text is checked with a name put there, so that the checker
//! says what is visible, and of what type that is which stands before a dot or flows through a pipe.

use lsp_types::{CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse};
use mesh_common::{ModulePath, Span, Symbol};
use mesh_parser::ast::{self, Expr, ExprKind, ItemKind, Path};
use mesh_typeck::CheckedWithFacts;
use mesh_typeck::facts::Facts;
use mesh_typeck::types::Ty;

use crate::meaning::Origins;
use crate::nodes::{self, Node};
use crate::session::{Scene, Session};

mod imports;
mod keywords;
mod members;
mod names;

/// The name that is put where something is to be completed. It begins like one that could stand there.
const MARK: &str = "zzmark";

/// A text with the mark in it, checked.
pub struct Marked {
    pub tree: ast::Module,
    pub facts: Facts,
    /// What was typed of the name.
    pub typed: String,
    /// Where the mark's name begins and ends in the new text.
    pub span: Span,
}

/// Answers the request.
pub fn answer(session: &mut Session, params: CompletionParams) -> Option<CompletionResponse> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position)?;
    if is_in_text(&scene, offset) {
        return None;
    }
    let marked = mark(&mut scene, offset);
    scene.workspace.know_all();
    let mut items = Items::new(&scene, offset, &marked);
    collect(&scene, &marked, &mut items);
    Some(CompletionResponse::Array(items.found))
}

/// Whether a place is inside of a string or a comment.
fn is_in_text(scene: &Scene<'_>, offset: u32) -> bool {
    use mesh_lexer::TokenKind as K;
    let lexed = mesh_lexer::lex(scene.file(), scene.text());
    // One without end ends with its line, and one still writes it there.
    let open = lexed.unclosed.filter(|open| scene.text_of(*open).starts_with('"') && open.end <= offset);
    if let Some(open) = open
        && !scene.text()[open.end as usize..offset as usize].contains(['\n', '\r', '{'])
    {
        return true;
    }
    lexed.all.iter().any(|token| {
        let is_text = matches!(token.kind, K::StrText | K::LineComment | K::BlockComment | K::Regex);
        // At the end of a line comment, and before the quote that ends a string, one still writes it.
        let end = match token.kind {
            K::LineComment | K::StrText => token.span.end + 1,
            _ => token.span.end,
        };
        let ends = token.kind == K::StrEnd && token.span.start == offset;
        ends || (is_text && token.span.start < offset && offset < end)
    })
}

/// Puts the mark at a place, in the way that leaves the text with the fewest mistakes.
pub fn mark(scene: &mut Scene<'_>, offset: u32) -> Marked {
    let text = scene.text().to_owned();
    let at = offset as usize;
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let begin = at - text[..at].chars().rev().take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
    let typed = text[begin..at].to_owned();
    let end = at + text[at..].chars().take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
    let is_upper = typed.starts_with(char::is_uppercase);
    let name = if is_upper { format!("Z{MARK}") } else { MARK.to_owned() };
    let variants = ["", ")", " do\nend", "())"];
    let tried = variants.iter().map(|behind| {
        let new = [&text[..begin], &name, behind, &text[end..]].concat();
        let (tree, checked) = scene.workspace.suppose(scene.at, &new, Some(begin as u32));
        let wrong = checked.diagnostics.iter().filter(|found| found.code.as_str().starts_with('P')).count();
        (wrong, tree, checked)
    });
    let mut best: Option<(usize, ast::Module, CheckedWithFacts)> = None;
    for next in tried {
        let is_clean = next.0 == 0;
        if best.as_ref().is_none_or(|known| next.0 < known.0) {
            best = Some(next);
        }
        if is_clean {
            break;
        }
    }
    let (_, tree, checked) = best.expect("there is one variant at least");
    let span = Span::new(scene.file(), begin as u32, (begin + name.len()) as u32);
    Marked { tree, facts: checked.facts, typed, span }
}

/// What was found, and where it goes.
pub struct Items {
    pub found: Vec<CompletionItem>,
    pub module: ModulePath,
    pub has_snippets: bool,
    /// A call of what is completed stands there already.
    pub is_called: bool,
    pub origins: Origins,
}

impl Items {
    fn new(scene: &Scene<'_>, offset: u32, marked: &Marked) -> Self {
        let behind = scene.text()[offset as usize..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        let _ = marked;
        let is_called = behind.starts_with('(');
        let (module, has_snippets) = (scene.module(), scene.has_snippets);
        Self { found: Vec::new(), module, has_snippets, is_called, origins: Origins::default() }
    }

    /// Adds an item; the order of groups is the order of `rank`.
    pub fn add(&mut self, label: &str, kind: CompletionItemKind, detail: String, rank: char) -> &mut CompletionItem {
        self.found.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail: (!detail.is_empty()).then_some(detail),
            sort_text: Some(format!("{rank}{label}")),
            ..CompletionItem::default()
        });
        self.found.last_mut().expect("it was added")
    }
}

fn collect(scene: &Scene<'_>, marked: &Marked, items: &mut Items) {
    let path = nodes::path_to(&marked.tree, marked.span.start, marked.span.end);
    let is_mark = |span: Span| span.start == marked.span.start && span.end == marked.span.end;
    for (depth, node) in path.iter().enumerate().rev() {
        match node {
            Node::Path(written) => {
                let around = depth.checked_sub(1).map(|at| path[at]);
                return of_path(scene, marked, written, around, items);
            }
            Node::Init(init) if is_mark(init.name.span) => {
                if let Some(Node::Expr(owner)) = depth.checked_sub(1).map(|at| path[at]) {
                    return members::fields_of_literal(scene, marked, owner, items);
                }
            }
            Node::Expr(expr) => match &expr.kind {
                ExprKind::Member(base, name) if is_mark(name.span) => {
                    return members::of_member(scene, marked, base, &path[..depth], items);
                }
                // `Point { x }` names a field and its value at once.
                ExprKind::Name(_) if matches!(path[depth - 1], Node::Init(init) if is_mark(init.name.span)) => {}
                ExprKind::Name(_) if is_mark(expr.span) => {
                    let piped = flows_in(&path[..depth], expr, &marked.facts);
                    return names::of_expression(scene, marked, piped, items);
                }
                _ => {}
            },
            Node::Pattern(pattern) if is_mark(pattern.span) => {
                names::patterns(scene, marked, pattern.span, items);
                return keywords::of_pattern(items);
            }
            Node::Type(ty) if is_mark(ty.span) => return names::types(scene, &marked.facts, items),
            _ => {}
        }
    }
    if let Some(import) = import_around(marked) {
        return imports::of_import(scene, import, marked, items);
    }
    match path.first() {
        None => keywords::of_file(items),
        Some(_) => {
            names::of_expression(scene, marked, None, items);
        }
    }
}

/// What a pipe carries into what stands behind it: its type.
fn flows_in<'f>(around: &[Node<'_>], expr: &Expr, facts: &'f Facts) -> Option<(&'f Ty, &'f [Symbol])> {
    for node in around.iter().rev().take(2) {
        let Node::Expr(outer) = node else { continue };
        let ExprKind::Pipe { left, right, .. } = &outer.kind else { continue };
        let is_right = right.span.start == expr.span.start;
        return is_right.then(|| members::type_at(facts, left.span)).flatten();
    }
    None
}

fn import_around(marked: &Marked) -> Option<&ast::Import> {
    let is_in = |item: &&ast::Item| item.span.start <= marked.span.start && marked.span.end <= item.span.end;
    match &marked.tree.items.iter().find(is_in)?.kind {
        ItemKind::Import(import) => Some(import),
        _ => None,
    }
}

fn of_path(scene: &Scene<'_>, marked: &Marked, path: &Path, around: Option<Node<'_>>, items: &mut Items) {
    if let Some(import) = import_around(marked) {
        return imports::of_import(scene, import, marked, items);
    }
    let before: Vec<ast::Name> =
        path.segments.iter().take_while(|name| name.span.start < marked.span.start).copied().collect();
    match around {
        Some(Node::Type(_)) if before.is_empty() => names::types(scene, &marked.facts, items),
        Some(Node::Pattern(pattern)) if before.is_empty() => names::patterns(scene, marked, pattern.span, items),
        Some(Node::Item(_)) if before.is_empty() => names::interfaces(scene, &marked.facts, items),
        _ => members::of_names(scene, &marked.facts, &before, items),
    }
}
