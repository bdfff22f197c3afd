//! The grammar reads what the compiler reads, and its queries find what they should.

use std::path::{Path, PathBuf};
use std::process::Command;

use mesh_common::{FileId, ModulePath};
use tree_sitter::{Node, Parser, Query, QueryCursor, StreamingIterator};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_mesh::LANGUAGE.into()).expect("a version that the library reads");
    parser
}

/// All Mesh files of the repository.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z", "--", "*.mpl"]).current_dir(root()).output().expect("git");
    let names = String::from_utf8(listed.stdout).expect("names are text");
    names
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(|name| root().join(name))
        .filter(|path| path.is_file())
        .collect()
}

fn is_correct(text: &str) -> bool {
    mesh_parser::parse(FileId(0), text, ModulePath::new("Main")).1.is_empty()
}

/// The first place that the grammar cannot read.
fn first_error(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_error() || node.is_missing() {
        return Some(node);
    }
    (0..node.child_count()).filter_map(|at| node.child(at)).filter(Node::has_error).find_map(first_error)
}

#[test]
fn every_correct_file_is_read_without_an_error() {
    let work = || {
        let mut parser = parser();
        let (mut read, mut wrong) = (0, Vec::new());
        for path in files() {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            if !is_correct(&text) {
                continue;
            }
            read += 1;
            let tree = parser.parse(&text, None).expect("nothing stops it");
            if let Some(error) = first_error(tree.root_node()) {
                let at = error.start_position();
                let line = text.lines().nth(at.row).unwrap_or_default();
                wrong.push(format!("{}:{}:{}: {line}", path.display(), at.row + 1, at.column + 1));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(read > 900, "{read} files");
    };
    // Some tests are deep.
    let reader =
        std::thread::Builder::new().stack_size(mesh_common::parallel::STACK_BYTES).spawn(work).expect("a thread");
    reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

/// A line with what captures call its parts, the innermost one last.
fn captured(query: &str, text: &str) -> String {
    let language = tree_sitter_mesh::LANGUAGE.into();
    let query = Query::new(&language, query).expect("the query fits the grammar");
    let tree = parser().parse(text, None).expect("nothing stops it");
    let mut cursor = QueryCursor::new();
    let mut found = Vec::new();
    let mut captures = cursor.captures(&query, tree.root_node(), text.as_bytes());
    while let Some((matched, at)) = captures.next() {
        let capture = matched.captures()[*at];
        let name = query.capture_names()[capture.index as usize];
        let shown = capture.node.utf8_text(text.as_bytes()).unwrap_or_default().lines().next().unwrap_or_default();
        found.push(format!(
            "{}:{} {name}: {shown}",
            capture.node.start_position().row + 1,
            capture.node.start_position().column + 1
        ));
    }
    found.join("\n")
}

const SAMPLE: &str = "\
import Math.Linear
from Users import User, find

## A circle or a square.
type Shape do
  Circle(radius :: Float)
  Square(Float)
end deriving(Eq)

const LIMIT :: Int = 10

extern \"C\" do
  type File
  fn open(path :: String) -> File?
end

pub fn area(shape :: Shape) -> Float do
  case shape do
    Circle(r) when r > 0.0 -> Math.pi * r
    Square(side) -> do
      side * side
    end
    _ ->
      let none = 0.0
      none
  end
end

fn sum(head :: tail, [first, ..rest]) = first
fn many(pool :: Db) -> Int!String do
  let names = Db.all(pool, sql\"select name from users where id = ${LIMIT}\")?
  names |> List.map(fn (name) -> \"<${String.trim(name)}>\" end) |2> String.join(\", \")
  if names == [] do :none else if true do :some else :many end
  spawn(fn do println(\"hi\") end)
  %{\"a\" => 1}
end
";

#[test]
fn highlights() {
    assert!(is_correct(SAMPLE));
    insta::assert_snapshot!(captured(tree_sitter_mesh::QUERIES[1].1, SAMPLE));
}

#[test]
fn the_tree() {
    let tree = parser().parse(SAMPLE, None).expect("nothing stops it");
    insta::assert_snapshot!(tree.root_node().to_sexp().replace(" (", "\n("));
}

#[test]
fn each_query_fits() {
    for (name, query) in tree_sitter_mesh::QUERIES {
        assert!(!captured(query, SAMPLE).is_empty() || name == "injections", "{name} captures nothing");
    }
}

/// Whatever stands in a file: the parser comes to its end.
#[test]
fn torn_files_are_read() {
    let mut parser = parser();
    for cut in (0..SAMPLE.len()).step_by(3) {
        let torn = format!("{}{}", &SAMPLE[cut..], &SAMPLE[..cut / 2]);
        assert!(parser.parse(&torn, None).is_some());
    }
}
