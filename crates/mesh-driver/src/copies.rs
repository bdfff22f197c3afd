//! What the functions of a module copy, for who reads them: asked while somebody edits, so for a part of one file, and kept by the text
//! of each declaration.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use mesh_common::Span;
use mesh_ir::promise::{self, Copied};
use mesh_parser::ast::{Item, ItemKind};
use mesh_typeck::typed;
use mesh_typeck::types::FnRef;

use crate::cache::Key;
use crate::tests::is_test_file;
use crate::workspace::Workspace;

/// What was found out, and what it took.
#[derive(Default)]
pub struct Copies {
    /// The typed trees of what was asked about last, and of all that this reaches.
    trees: HashMap<Key, Arc<typed::Module>>,
    /// By the text of a declaration.
    known: HashMap<String, Known>,
}

/// So many texts that reach too much are remembered.
const MOST_KNOWN: usize = 2_000;

/// What is known of a declaration.
struct Known {
    /// The edit after which it was looked at; none where it reaches too much to be looked at.
    round: Option<u64>,
    span: Span,
    found: Vec<Copied>,
}

impl Known {
    /// The same where its text stands now.
    fn at(&self, place: Span) -> impl Iterator<Item = Copied> {
        let moved = move |span: Span| Span {
            file: place.file,
            start: (span.start + place.start).saturating_sub(self.span.start),
            end: (span.end + place.start).saturating_sub(self.span.start),
        };
        self.found.iter().map(move |copied| Copied {
            span: moved(copied.span),
            other: copied.other.map(moved),
            ..copied.clone()
        })
    }
}

impl Workspace {
    /// What those declarations of a module copy of which something lies in a part of its text; nothing where that is not known: in
    /// generic functions, in those that reach very much, and where something is wrong in the module or in what it reaches. With `kept`, only what is known already,
    /// of declarations whose text is the same.
    pub fn copies(&mut self, at: usize, part: Range<u32>, kept: bool) -> Vec<Copied> {
        let mut copies = std::mem::take(&mut self.copies);
        let found = copies.of(self, at, &part, kept);
        self.copies = copies;
        found
    }
}

impl Copies {
    fn of(&mut self, workspace: &mut Workspace, at: usize, part: &Range<u32>, kept: bool) -> Vec<Copied> {
        let is_seen = |item: &&Item| item.span.start < part.end && part.start < item.span.end;
        let seen: Vec<Span> = workspace.tree(at).items.iter().filter(is_seen).map(|item| item.span).collect();
        let text = |workspace: &Workspace, span: Span| workspace.sources().text(span).to_owned();
        let is_new = |span: &&Span| {
            self.known.get(&text(workspace, **span)).is_none_or(|it| it.round.is_some_and(|it| it != workspace.round))
        };
        let wanted: Vec<Span> = seen.iter().filter(is_new).copied().collect();
        if !wanted.is_empty() && !kept && !is_test_file(&workspace.files()[at].path) {
            let round = workspace.round;
            self.known.retain(|_, known| known.round.is_none_or(|known| known == round));
            if self.known.len() > MOST_KNOWN {
                self.known.clear();
            }
            let found = self.look(workspace, at, &wanted);
            for (span, found) in wanted.into_iter().zip(found) {
                let round = found.is_some().then_some(round);
                let known = Known { round, span, found: found.unwrap_or_default() };
                self.known.insert(text(workspace, span), known);
            }
        }
        let known = seen.iter().filter_map(|span| Some((self.known.get(&text(workspace, *span))?, *span)));
        known.flat_map(|(known, span)| known.at(span)).collect()
    }

    /// Looks at declarations of a module: what each copies, and `None` for one that reaches too much. Nothing is copied where something is
    /// wrong.
    fn look(&mut self, workspace: &mut Workspace, at: usize, wanted: &[Span]) -> Vec<Option<Vec<Copied>>> {
        let nothing = || vec![Some(Vec::new()); wanted.len()];
        let Some(trees) = self.trees_of(workspace, at) else { return nothing() };
        let module = workspace.files()[at].module;
        let Some(own) = trees.iter().find(|tree| tree.path == module) else { return nothing() };
        let library = workspace.library_with_trees();
        let modules: Vec<&typed::Module> = library.modules.iter().chain(trees.iter().map(|tree| &**tree)).collect();
        let look = |wanted: &[Span]| {
            let functions = functions_in(workspace, at, own, wanted);
            if functions.is_empty() {
                return Some(Vec::new());
            }
            promise::copies(&modules, workspace.sources().clone(), &functions)
        };
        let within = |found: &[Copied], span: Span| {
            let is_within = |copied: &&Copied| {
                copied.span.file == span.file && span.start <= copied.span.start && copied.span.end <= span.end
            };
            found.iter().filter(is_within).cloned().collect::<Vec<Copied>>()
        };
        match look(wanted) {
            Some(found) => wanted.iter().map(|span| Some(within(&found, *span))).collect(),
            None => wanted.iter().map(|span| Some(within(&look(&[*span])?, *span))).collect(),
        }
    }

    /// The trees of a module and of all that it reaches; `None` where something is wrong there.
    fn trees_of(&mut self, workspace: &mut Workspace, at: usize) -> Option<Vec<Arc<typed::Module>>> {
        let mut used = HashMap::new();
        let trees = workspace.with_reached(at, |table, at| {
            let key = table.key(at)?;
            let known = self.trees.get(&key).cloned();
            let tree = known.or_else(|| Some(Arc::new(table.right_tree(at)?)))?;
            used.insert(key, tree.clone());
            Some(tree)
        });
        self.trees = used;
        trees
    }
}

/// The functions of some declarations.
fn functions_in(workspace: &Workspace, at: usize, own: &typed::Module, wanted: &[Span]) -> Vec<FnRef> {
    let is_within = |span: Span| wanted.iter().any(|item| item.start <= span.start && span.end <= item.end);
    // The clauses of a function are declarations of their own, of which it has the place of the first.
    let items = workspace.tree(at).items.iter().filter(|item| is_within(item.span));
    let clauses: Vec<_> = items
        .filter_map(|item| match &item.kind {
            ItemKind::Fn(clause) => Some((clause.name.text, clause.params.len())),
            _ => None,
        })
        .collect();
    let is_meant = |function: &&typed::Function| {
        let FnRef { name, arity, .. } = function.name;
        is_within(function.span) || clauses.contains(&(name, arity as usize))
    };
    own.functions.iter().filter(is_meant).map(|function| function.name).collect()
}
