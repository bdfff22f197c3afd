//! What the server knows: open texts, the projects that they belong to, the library.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{Location, Position, Range, TextDocumentIdentifier, TextDocumentPositionParams, Uri};
use mesh_common::{Code, FileId, ModulePath, Span};
use mesh_driver::{Cache, Findings, Workspace};
use mesh_parser::ast;
use mesh_typeck::facts::Facts;

use crate::position::Lines;
use crate::uri::{is_untitled, path_of, uri_of};

/// A text that an editor holds.
pub struct Document {
    pub text: String,
    pub version: i32,
}

/// A project, and what was last said of it.
pub struct Project {
    pub workspace: Workspace,
    pub findings: Option<Findings>,
    /// Whether something changed since.
    pub is_stale: bool,
    /// The file that was changed last, if nothing was said of it since.
    pub edited: Option<PathBuf>,
    /// What was last said about each file of which there was something to say.
    pub told: BTreeMap<PathBuf, Vec<lsp_types::Diagnostic>>,
}

/// The library's own files: where editors find them, and their trees.
pub struct Library {
    folder: Option<PathBuf>,
    trees: RefCell<HashMap<ModulePath, Arc<ast::Module>>>,
}

/// Whether an editor can be told to ask for hints again, and whether it is to be told when everything is checked.
#[derive(Default)]
pub struct AsksAgain {
    pub is_possible: bool,
    pub is_wanted: Cell<bool>,
}

/// Everything.
pub struct Session {
    pub documents: BTreeMap<PathBuf, Document>,
    pub projects: BTreeMap<PathBuf, Project>,
    pub library: Library,
    pub has_snippets: bool,
    pub asks_again: AsksAgain,
    /// The page of each diagnostic.
    pages: Pages,
    cache: Option<Cache>,
}

/// Gives the page of a diagnostic as Markdown.
pub type Pages = fn(Code) -> Option<&'static str>;

/// A file of a project that something is asked about.
pub struct Scene<'s> {
    pub workspace: &'s mut Workspace,
    /// What is wrong with the texts as they are, if that was found out.
    pub findings: Option<&'s Findings>,
    pub library: &'s Library,
    /// The position of the file in the project.
    pub at: usize,
    pub has_snippets: bool,
    pub asks_again: &'s AsksAgain,
}

impl Session {
    /// Nothing is open yet. `build` tells this compiler's library from others.
    pub fn new(cache: Option<Cache>, build: &str, pages: Pages) -> Self {
        let folder = cache.as_ref().map(|cache| cache.folder_for("library").join(build));
        let library = Library { folder, trees: RefCell::default() };
        let (documents, projects, asks_again) = (BTreeMap::new(), BTreeMap::new(), AsksAgain::default());
        Self { documents, projects, library, has_snippets: false, asks_again, pages, cache }
    }

    /// The folder, or the file alone, that is checked with a file.
    fn root_of(path: &Path) -> PathBuf {
        if is_untitled(path) {
            return path.to_owned();
        }
        path.parent().and_then(mesh_driver::project_folder).unwrap_or_else(|| path.to_owned())
    }

    fn is_of_library(&self, path: &Path) -> bool {
        self.library.folder.as_ref().is_some_and(|folder| path.starts_with(folder))
    }

    /// Takes a text as an editor has it.
    pub fn set_text(&mut self, path: &Path, text: String, version: i32) {
        self.documents.insert(path.to_owned(), Document { text: text.clone(), version });
        if self.is_of_library(path) || path.extension().is_none_or(|suffix| suffix != "mpl") {
            return;
        }
        let root = Self::root_of(path);
        if let Some(project) = self.projects.get_mut(&root) {
            project.workspace.set_text(path, text);
            project.is_stale = true;
            project.edited = Some(path.to_owned());
            return;
        }
        self.open_project(root.clone());
        if let Some(project) = self.projects.get_mut(&root) {
            project.edited = Some(path.to_owned());
        }
    }

    fn open_project(&mut self, root: PathBuf) {
        let inside = self.documents.iter().filter(|(path, _)| path.starts_with(&root) && Self::root_of(path) == root);
        let texts = inside.map(|(path, document)| (path.clone(), document.text.clone())).collect();
        let workspace = Workspace::open(&root, &texts, self.cache.clone());
        let told = self.projects.remove(&root).map_or_else(BTreeMap::new, |old| old.told);
        self.projects.insert(root, Project { workspace, findings: None, is_stale: true, edited: None, told });
    }

    /// Forgets what an editor had: the file on disk counts again.
    pub fn close(&mut self, path: &Path) {
        self.documents.remove(path);
        let root = Self::root_of(path);
        if self.projects.contains_key(&root) {
            match std::fs::read_to_string(path) {
                Ok(text) => self.projects.get_mut(&root).expect("it is there").workspace.set_text(path, text),
                Err(_) => self.open_project(root.clone()),
            }
            self.projects.get_mut(&root).expect("it is there").is_stale = true;
        }
    }

    /// Whether a project is neither on disk nor in an editor any more.
    pub fn is_gone(&self, root: &Path) -> bool {
        !root.exists() && !self.documents.keys().any(|path| path.starts_with(root))
    }

    /// Reads projects again in which files came, went or changed on disk.
    pub fn changed_on_disk(&mut self, paths: &[PathBuf]) {
        let mut roots: BTreeSet<PathBuf> = BTreeSet::new();
        for path in paths {
            let of_path = self.projects.keys().filter(|root| path.starts_with(root) || Self::root_of(path) == **root);
            let is_known_text = self.documents.contains_key(path) && path.is_file();
            roots.extend(of_path.filter(|_| !is_known_text).cloned());
        }
        for root in roots {
            // A folder that lost or got its `main.mpl` is another project.
            self.open_project(root);
        }
    }

    /// The file that a document names, with its project.
    pub fn scene(&mut self, document: &TextDocumentIdentifier) -> Option<Scene<'_>> {
        let path = path_of(&document.uri)?;
        let root = Self::root_of(&path);
        let project = self.projects.get_mut(&root)?;
        let at = project.workspace.position_of(&path)?;
        let (library, has_snippets, asks_again) = (&self.library, self.has_snippets, &self.asks_again);
        let findings = project.findings.as_ref().filter(|_| !project.is_stale);
        Some(Scene { workspace: &mut project.workspace, findings, library, at, has_snippets, asks_again })
    }

    /// The address of the page of a diagnostic; it is written to disk for it.
    pub fn page(&self, code: Code) -> Option<Uri> {
        let text = (self.pages)(code)?;
        uri_of(&self.library.path(&format!("errors/{}.md", code.as_str()), text)?)
    }

    /// The same with a byte of it.
    pub fn scene_at(&mut self, place: &TextDocumentPositionParams) -> Option<(Scene<'_>, u32)> {
        let scene = self.scene(&place.text_document)?;
        let offset = scene.offset(place.position);
        Some((scene, offset))
    }

    /// A scene in each project, for what is asked about all.
    pub fn scenes(&mut self) -> impl Iterator<Item = Scene<'_>> {
        let (library, has_snippets, asks_again) = (&self.library, self.has_snippets, &self.asks_again);
        self.projects.values_mut().map(move |project| {
            let findings = project.findings.as_ref();
            Scene { workspace: &mut project.workspace, findings, library, at: 0, has_snippets, asks_again }
        })
    }
}

impl Library {
    /// The tree of a module of the library.
    pub fn tree(&self, module: ModulePath) -> Option<Arc<ast::Module>> {
        if let Some(tree) = self.trees.borrow().get(&module) {
            return Some(tree.clone());
        }
        let tree = Arc::new(mesh_driver::library_tree(module)?);
        self.trees.borrow_mut().insert(module, tree.clone());
        Some(tree)
    }

    /// A file of the library on disk; written when it is first asked for.
    fn path(&self, name: &str, text: &str) -> Option<PathBuf> {
        let path = self.folder.as_ref()?.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|known| known == text) {
            return Some(path);
        }
        std::fs::create_dir_all(path.parent()?).ok()?;
        std::fs::write(&path, text).ok()?;
        Some(path)
    }
}

impl Scene<'_> {
    /// The text of the file.
    pub fn text(&self) -> &str {
        self.workspace.text(self.at)
    }

    /// The number of the file.
    pub fn file(&self) -> FileId {
        self.workspace.files()[self.at].id
    }

    /// The module of the file.
    pub fn module(&self) -> ModulePath {
        self.workspace.files()[self.at].module
    }

    /// The tree of the file.
    pub fn tree(&self) -> &ast::Module {
        self.workspace.tree(self.at)
    }

    /// What is known of its places.
    pub fn facts(&mut self) -> Arc<Facts> {
        self.workspace.facts(self.at)
    }

    /// The byte of a place.
    pub fn offset(&self, place: Position) -> u32 {
        Lines::new(self.text()).offset(place)
    }

    /// The range of a span of the file.
    pub fn range(&self, span: Span) -> Range {
        Lines::new(self.text()).range(span.start, span.end)
    }

    /// The address of a file; the library's are written to disk for it.
    pub fn uri(&self, file: FileId) -> Option<Uri> {
        let source = self.workspace.sources().file(file);
        match &source.path {
            Some(path) => uri_of(path),
            None => uri_of(&self.library.path(&source.name, &source.text)?),
        }
    }

    /// Where something stands, for an editor.
    pub fn location(&self, span: Span) -> Option<Location> {
        let text = &self.workspace.sources().file(span.file).text;
        Some(Location { uri: self.uri(span.file)?, range: Lines::new(text).range(span.start, span.end) })
    }

    /// The text of a span of any file.
    pub fn text_of(&self, span: Span) -> &str {
        self.workspace.sources().text(span)
    }
}
