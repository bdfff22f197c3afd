//! One file of a project: what it says without being checked, and its tree.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

use mesh_common::stored::{self, Places};
use mesh_common::{Diagnostic, ModulePath, parallel};
use mesh_parser::ast;
use serde::{Deserialize, Serialize};

use crate::assets::Embeds;
use crate::cache::{Cache, Key, KeyMaker};
use crate::examples::has_examples;
use crate::imports::{ImportLine, imports_of};
use crate::project::Project;
use crate::standard;
use crate::unread::Unread;

/// What a file says without being checked.
#[derive(Serialize, Deserialize)]
pub struct Summary {
    pub imports: Vec<ImportLine>,
    pub tuples: BTreeSet<usize>,
    pub embeds: BTreeSet<String>,
    /// Whether a function promises something.
    pub promises: bool,
    /// Whether it has tests, or examples in its comments.
    pub tested: bool,
}

/// One file of the project.
pub struct Source {
    pub path: ModulePath,
    pub summary: Summary,
    /// What its text is, where somebody keeps something under it.
    text: OnceLock<Key>,
    /// Parsed when somebody needs it.
    tree: OnceLock<ast::Module>,
    /// What could not be read of it.
    pub unread: Option<Unread>,
}

impl Source {
    /// Reads the summaries of all files, from the cache or from their trees; with them what is wrong with their syntax.
    pub fn read_all(project: &Project, cache: Option<&Cache>) -> Vec<(Source, Vec<Diagnostic>)> {
        let kept = parallel::map(project.files.len(), |at| Source::kept(project, at, cache?));
        let missing: Vec<usize> = (0..kept.len()).filter(|&at| kept[at].is_none()).collect();
        let mut parsed = project.parse_all(&missing).into_iter();
        let all = kept.into_iter().enumerate().map(|(at, kept)| match kept {
            Some(source) => (source, Vec::new()),
            None => Source::of(project, at, parsed.next().expect("each missing one is parsed"), cache),
        });
        all.collect()
    }

    fn text_key(project: &Project, at: usize) -> Key {
        KeyMaker::new("text").with(project.text(at).as_bytes()).key()
    }

    fn summary_key(path: ModulePath, text: &Key, cache: &Cache) -> Key {
        cache.maker("summary").with(path.as_str().as_bytes()).with_key(text).key()
    }

    /// A file whose summary is kept: there was nothing wrong with it.
    fn kept(project: &Project, at: usize, cache: &Cache) -> Option<Source> {
        let (path, text) = (project.files[at].module, Source::text_key(project, at));
        let key = project.files[at].readable.then(|| Source::summary_key(path, &text, cache))?;
        let summary = stored::read(&cache.get(&key)?, places(project, at))?;
        Some(Source { path, summary, text: text.into(), tree: OnceLock::new(), unread: None })
    }

    /// A file that was parsed.
    pub fn of(
        project: &Project,
        at: usize,
        (mut tree, found): (ast::Module, Vec<Diagnostic>),
        cache: Option<&Cache>,
    ) -> (Source, Vec<Diagnostic>) {
        let file = &project.files[at];
        let cache = cache.filter(|_| found.is_empty());
        let errors: Vec<&Diagnostic> = found.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        let shown = &project.sources.file(file.id).text;
        let unread = if file.readable {
            Unread::in_module(&mut tree, file.id, shown, &errors)
        } else {
            Some(Unread::of_bytes(file.id, shown, file.module))
        };
        let mut source = Source { unread, ..Source::made(tree, OnceLock::new()) };
        source.summary.tested |= has_examples(project.text(at));
        if let Some(cache) = cache
            && let Some(bytes) = stored::write(&source.summary, places(project, at))
        {
            cache.put(&Source::summary_key(source.path, source.text(project, at), cache), &bytes);
        }
        (source, found)
    }

    /// A module that nobody wrote.
    pub fn synthetic(tree: ast::Module) -> Source {
        Source::made(tree, KeyMaker::new("synthetic").key().into())
    }

    fn made(tree: ast::Module, text: OnceLock<Key>) -> Source {
        let (imports, tuples) = (imports_of(&tree), mesh_typeck::tuple_sizes([&tree]));
        let (embeds, promises) = (mesh_typeck::embedded_paths(&tree), mesh_typeck::has_promises(&tree));
        let tested = !mesh_typeck::tests_of(&tree).is_empty();
        let summary = Summary { imports, tuples, embeds, promises, tested };
        Source { path: tree.path, summary, text, tree: OnceLock::from(tree), unread: None }
    }

    /// What its text is.
    pub fn text(&self, project: &Project, at: usize) -> &Key {
        self.text.get_or_init(|| Source::text_key(project, at))
    }

    /// Adds to a key what the file embeds; `None` where that cannot be read.
    pub fn with_embeds(&self, maker: KeyMaker, known: &Embeds) -> Option<KeyMaker> {
        self.summary.embeds.iter().try_fold(maker, |maker, path| {
            let embed = known.get(path)?.as_ref().ok()?;
            let maker = maker.with(path.as_bytes()).with(embed.place.as_bytes());
            Some(embed.files.iter().fold(maker, |maker, (name, bytes)| maker.with(name.as_bytes()).with(bytes)))
        })
    }

    /// The trees of files, which are parsed again if somebody needs them still.
    pub fn take_trees(sources: &mut [Source]) -> Vec<Mutex<Option<ast::Module>>> {
        sources.iter_mut().map(|source| Mutex::new(source.tree.take())).collect()
    }

    /// The tree, which is parsed now if it was not.
    pub fn tree(&self, project: &Project, at: usize) -> &ast::Module {
        self.tree.get_or_init(|| project.parse(at).0)
    }
}

/// Where the places of a file's results lie, as they are kept.
pub fn places(project: &Project, at: usize) -> Places {
    Places { library: standard::sources().files().count() as u32, own: project.files[at].id }
}
