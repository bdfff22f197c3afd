//! What is documented of modules: their declarations, written as in the source with the types that were inferred where none
//! stand there, and the comments above them. `meshc doc`, the reference and whatever shows a name's documentation take it from
//! here.

mod declared;
mod find;
mod scope;
mod written;

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use mesh_common::{FileId, ModulePath, SourceMap, Span, Symbol, parallel};
use mesh_parser::ast;
use mesh_typeck::types::{Interface, QualifiedName, Ty};

use crate::cache::Cache;
use crate::check::{Goal, check};
use crate::project::Project;
use crate::{Checked, standard};

pub use find::{Found, Meant, find, meant, suggestion};

/// A module and what it declares.
#[derive(Clone, Debug)]
pub struct ModuleDocs {
    pub module: ModulePath,
    /// One, but for some modules of the library; the first is called as the module is.
    pub files: Vec<FileId>,
    /// The `##!` comment.
    pub text: Option<String>,
    /// In the order of the source.
    pub entries: Vec<Entry>,
}

/// A declaration of a module.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: EntryKind,
    pub name: Symbol,
    /// The number of parameters of a function or an actor.
    pub arity: Option<u32>,
    pub public: bool,
    /// Where the name stands.
    pub span: Span,
    /// The `##` comment.
    pub text: Option<String>,
    pub declaration: Declaration,
    /// What is declared inside of it.
    pub parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EntryKind {
    Struct,
    Sum,
    Alias,
    Opaque,
    Interface,
    Service,
    Supervisor,
    Actor,
    Constant,
    Function,
}

impl EntryKind {
    /// Whether it is a type or an interface: what stands in signatures.
    pub fn is_type(self) -> bool {
        self <= EntryKind::Interface
    }

    /// The word for it in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            EntryKind::Struct => "struct",
            EntryKind::Sum | EntryKind::Alias | EntryKind::Opaque => "type",
            EntryKind::Interface => "interface",
            EntryKind::Service => "service",
            EntryKind::Supervisor => "supervisor",
            EntryKind::Actor => "actor",
            EntryKind::Constant => "constant",
            EntryKind::Function => "function",
        }
    }
}

/// A field, a variant, a method of an interface, or a function of a service.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: Symbol,
    pub span: Span,
    pub text: Option<String>,
    pub declaration: Declaration,
}

/// Text as it stands in a program, and which parts of it name declared types and interfaces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declaration {
    pub text: String,
    /// From the left to the right; byte ranges of the text.
    pub links: Vec<(std::ops::Range<usize>, QualifiedName)>,
}

impl ModuleDocs {
    /// What the module shows to others, with more than a name.
    pub fn public(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.public)
    }

    /// A function, an actor or a constant of the module.
    pub fn value(&self, name: Symbol, arity: u32) -> Option<&Entry> {
        let same = |entry: &&Entry| entry.name == name && !entry.kind.is_type();
        self.entries.iter().find(|entry| same(entry) && entry.arity == Some(arity)).or_else(|| {
            // Constants have no parameters, services and supervisors are known by their names.
            self.entries.iter().find(|entry| same(entry) && entry.arity.is_none())
        })
    }

    /// A type or an interface of the module.
    pub fn type_named(&self, name: Symbol) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name && entry.kind.is_type())
    }

    /// Whether it belongs to the standard library.
    pub fn is_standard(&self) -> bool {
        standard::is_standard(self.module)
    }
}

/// Which interfaces types have, by the types. What is for all types is left out.
pub type Implemented = IndexMap<QualifiedName, Vec<QualifiedName>>;

/// A project with its documentation.
pub struct Documented {
    pub checked: Checked,
    /// Its own modules, by the paths of their files.
    pub modules: Vec<ModuleDocs>,
    pub implemented: Implemented,
}

/// Reads and checks a project, and gives its documentation. Where something is wrong, types that are not written may be missing.
pub fn document_project(path: &Path, cache: Option<&Cache>) -> Documented {
    let project = Project::read(path);
    let all: Vec<usize> = (0..project.files.len()).collect();
    let trees: Vec<ast::Module> = project.parse_all(&all).into_iter().map(|(tree, _)| tree).collect();
    let checked = check(project, cache, Goal::Program);
    let modules = trees.iter().map(|tree| document(tree, &checked)).collect();
    let implemented = implemented(&checked.interfaces);
    Documented { checked, modules, implemented }
}

/// The documentation of one module of a project that was checked.
pub fn document(tree: &ast::Module, checked: &Checked) -> ModuleDocs {
    module_docs(tree, &checked.sources, &checked.interfaces)
}

/// The documentation of a module whose tree and files are given, with the interfaces of all modules that it can see and, where
/// it was checked, its own.
pub fn module_docs(tree: &ast::Module, sources: &SourceMap, interfaces: &[Arc<Interface>]) -> ModuleDocs {
    let own = interfaces.iter().find(|interface| interface.module == tree.path);
    let scope = scope::Scope::of(tree, interfaces);
    let (mut files, mut entries) = (vec![tree.span.file], Vec::new());
    for items in tree.items.chunk_by(|item, next| item.span.file == next.span.file) {
        let file = items[0].span.file;
        if !files.contains(&file) {
            files.push(file);
        }
        let written = written::Written::new(file, &sources.file(file).text, &scope);
        entries.extend(declared::entries(items, &written, own.map(|own| &**own)));
    }
    ModuleDocs { module: tree.path, files, text: tree.doc.clone(), entries }
}

/// The standard library.
pub struct Library {
    pub modules: Vec<ModuleDocs>,
    pub interfaces: Vec<Arc<Interface>>,
}

/// The documentation of the standard library, in the order of its modules. Its files are the first of every source map.
pub fn library(cache: Option<&Cache>) -> Library {
    let interfaces = standard::load(cache, mesh_typeck::tuple_sizes([]), false).interfaces.clone();
    let trees = standard::trees();
    let modules = parallel::map(trees.len(), |at| module_docs(&trees[at], standard::sources(), &interfaces));
    Library { modules, interfaces }
}

/// Which interfaces the types have that are declared or given them in some modules.
pub fn implemented(interfaces: &[Arc<Interface>]) -> Implemented {
    let mut found = Implemented::new();
    for decl in interfaces.iter().flat_map(|interface| &interface.impls) {
        if let Some(subject) = named(&decl.subject) {
            let known = found.entry(subject).or_default();
            if !known.contains(&decl.interface) {
                known.push(decl.interface);
            }
        }
    }
    found
}

fn named(ty: &Ty) -> Option<QualifiedName> {
    match ty {
        Ty::Named(name, _) => Some(*name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check_sources;

    fn docs(files: &[(&str, &str)], module: &str) -> ModuleDocs {
        let given = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let checked = check_sources(given);
        let errors: Vec<&str> = checked.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert!(!checked.has_errors(), "{errors:?}");
        let path = ModulePath::new(module);
        let interface = checked.interfaces.iter().find(|known| known.module == path).expect("the module is there");
        let named = |(name, _): &&(&str, &str)| crate::names::module_of(Path::new(name)) == path;
        let (name, text) = files.iter().find(named).expect("its file is there");
        let (id, _) = checked.sources.files().find(|(_, file)| file.name == *name).expect("it was read");
        let (tree, _) = mesh_parser::parse(id, text, interface.module);
        document(&tree, &checked)
    }

    fn shown(entry: &Entry) -> String {
        let links = entry.declaration.links.iter().map(|(range, name)| {
            assert!(entry.declaration.text[range.clone()].ends_with(name.name.as_str()));
            format!(" {}.{}", name.module, name.name)
        });
        format!("{} |{}", entry.declaration.text, links.collect::<String>())
    }

    #[test]
    fn declarations_are_as_written_and_types_that_are_missing_are_inferred() {
        let shapes = "##! Shapes.\n\n## A point.\npub struct Point do\n  ## To the right.\n  x :: Float\n  y :: Float\n\
                      end deriving(Eq)\n\npub type Handler = Fun(Point) -> Int\n\n## Twice.\n##\n## More.\n\
                      pub fn twice(p :: Point, f :: Handler) -> List<Point> do\n  [p, p]\nend\n\n\
                      pub fn both(a, 0) = (a, 1)\npub fn both(a, n) = (a, n)\n\nfn hidden() = 1\n";
        let main = "from Shapes import Point, twice\n\nfn far(p :: Point) = p.x\n\nfn main() do\n  \
                    println(\"${far(Point { x: 1.0, y: 2.0 })}\")\nend\n";
        let files = [("shapes.mpl", shapes), ("main.mpl", main)];
        let found = docs(&files, "Shapes");
        assert_eq!(found.text.as_deref(), Some("Shapes."));
        let all: Vec<String> = found.entries.iter().map(shown).collect();
        assert_eq!(
            all,
            [
                "pub struct Point do\n  x :: Float\n  y :: Float\nend deriving(Eq) | Prelude.Eq",
                "pub type Handler = Fun(Point) -> Int | Shapes.Point",
                "pub fn twice(p :: Point, f :: Handler) -> List<Point> | Shapes.Point Shapes.Handler Prelude.List Shapes.Point",
                "pub fn both<a>(a :: a, _ :: Int) -> (a, Int) |",
                "fn hidden() -> Int |",
            ]
        );
        assert_eq!(found.entries[0].parts[0].text.as_deref(), Some("To the right."));
        assert_eq!(found.entries[2].text.as_deref(), Some("Twice.\n\nMore."));
        assert_eq!(found.value(Symbol::new("both"), 2).map(|entry| entry.arity), Some(Some(2)));
        let far = docs(&files, "Main");
        assert_eq!(shown(&far.entries[0]), "fn far(p :: Point) -> Float | Shapes.Point");
    }

    #[test]
    fn what_runs_by_itself_is_documented() {
        let main = "actor ticker(n :: Int) do\n  receive do\n    m when m > 0 -> ticker(n + m)\n  end\nend\n\n\
                    ## Counts.\nservice Counter do\n  fn init(start :: Int) -> Int = start\n\n  \
                    ## The number.\n  call GetIt() :: Int do |n|\n    (n, n)\n  end\nend\n\n\
                    fn main() do\n  let counter = Counter.start(1)\n  println(\"${Counter.get_it(counter)}\")\n  \
                    send(spawn(ticker, 1), 2)\nend\n";
        let found = docs(&[("main.mpl", main)], "Main");
        assert_eq!(shown(&found.entries[0]), "actor ticker(n :: Int) receives Int |");
        let counter = &found.entries[1];
        assert_eq!((counter.kind, counter.text.as_deref()), (EntryKind::Service, Some("Counts.")));
        let part =
            counter.parts.iter().find(|part| part.name.as_str() == "get_it").expect("a function for the handler");
        assert_eq!(part.declaration.text, "Counter.get_it(Pid<Counter>) -> Int");
        assert_eq!(part.text.as_deref(), Some("The number."));
    }

    #[test]
    fn the_library_says_all_types_itself() {
        let modules = &library(None).modules;
        assert_eq!(modules.len(), mesh_std::MODULES.len());
        let prelude = modules.iter().find(|known| known.module.as_str() == "Prelude").expect("it is there");
        let map = prelude.value(Symbol::new("map"), 2).expect("it is there");
        let sources = standard::sources();
        assert_eq!(
            (sources.file(map.span.file).name.as_str(), sources.text(map.span)),
            ("std/prelude/lists.mpl", "map")
        );
        let string = modules.iter().find(|known| known.module.as_str() == "String").expect("it is there");
        let split = string.value(Symbol::new("split"), 2).expect("it is there");
        assert!(split.declaration.text.starts_with("pub fn split(text :: String"), "{}", split.declaration.text);
        assert!(split.declaration.links.iter().any(|(_, name)| name.name.as_str() == "List"));
        assert!(matches!(find(modules, "String.split")[..], [Found::Entries(_, ref entries)] if entries.len() == 1));
        assert!(matches!(find(modules, "String")[..], [Found::Module(_)]));
        assert!(matches!(find(modules, "List")[..], [Found::Module(_), Found::Entries(..)]));
        assert!(matches!(find(modules, "Range.start")[..], [Found::Part(..)]));
        assert!(find(modules, "split").len() > 1);
        assert!(find(modules, "String.splat").is_empty());
        assert_eq!(suggestion(modules, "String.splt").as_deref(), Some("String.split"));
        assert_eq!(suggestion(modules, "Strin").as_deref(), Some("String"));
    }
}
