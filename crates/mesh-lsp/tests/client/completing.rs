//! Completion and signature help.

use lsp_types::request as r;
use lsp_types::{CompletionItem, CompletionParams, CompletionResponse, SignatureHelpParams};

use crate::Test;
use crate::client::Client;

pub const TESTS: &[Test] = &[
    ("completes_names_in_scope", completes_names_in_scope),
    ("completes_members_by_type", completes_members_by_type),
    ("completes_behind_a_pipe", completes_behind_a_pipe),
    ("completes_fields_types_and_patterns", completes_fields_types_and_patterns),
    ("completion_adds_imports", completion_adds_imports),
    ("completes_nothing_in_texts", completes_nothing_in_texts),
    ("signatures_of_calls", signatures_of_calls),
];

const MAIN: &str = "\
pub struct Point do
  across :: Int
  down :: Int
end

pub type Shape do
  Circle(radius :: Int)
  Nothing
end

fn moved(point :: Point, by :: Int) -> Point do
  %{point | across: point.across + by}
end

fn main() do
  let place = Point { across: 1, down: 2 }
  let numbers = [1, 2, 3]
  let shape = Circle(2)
  # here
end
";

const TOOLS: &str = "\
## Counts sheep.
pub fn count_sheep(flock :: List<Int>) -> Int do
  List.length(flock)
end

pub struct Shepherd do
  name :: String
end
";

/// What is offered at `~` when a line is written into `main`.
fn offered(line: &str) -> (Client, Vec<CompletionItem>) {
    let mut client = Client::start(&[("main.mpl", MAIN), ("tools.mpl", TOOLS)]);
    client.wait_for("main.mpl", |found| !found.is_empty());
    client.replace("main.mpl", "# here", &line.replace('~', ""));
    let params = CompletionParams {
        text_document_position: client.at("main.mpl", line),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
        context: None,
    };
    let items = match client.request::<r::Completion>(params) {
        Some(CompletionResponse::Array(items)) => items,
        None => Vec::new(),
        other => panic!("{other:?}"),
    };
    (client, items)
}

fn labels(line: &str) -> Vec<String> {
    let (client, mut items) = offered(line);
    client.end();
    items.sort_by(|a, b| a.sort_text.cmp(&b.sort_text));
    items.into_iter().map(|item| item.label).collect()
}

fn has(labels: &[String], wanted: &[&str]) {
    for name in wanted {
        assert!(labels.iter().any(|label| label == name), "{name} is missing in {labels:?}");
    }
}

fn lacks(labels: &[String], unwanted: &[&str]) {
    for name in unwanted {
        assert!(!labels.iter().any(|label| label == name), "{name} is among {labels:?}");
    }
}

fn completes_names_in_scope() {
    let found = labels("println(pl~");
    has(&found, &["place", "numbers", "shape", "moved", "Circle", "List", "String", "if", "case"]);
    assert!(found.iter().position(|name| name == "place") < found.iter().position(|name| name == "moved"));
    let found = labels("let later = 1\n  l~");
    has(&found, &["later", "place"]);
}

fn completes_members_by_type() {
    let found = labels("println(place.~");
    has(&found, &["across", "down"]);
    let found = labels("numbers.~");
    has(&found, &["length", "map", "filter"]);
    lacks(&found, &["across", "to_upper"]);
    let found = labels("\"text\".~\n  let x = 1");
    has(&found, &["length", "to_upper", "split"]);
    let found = labels("String.~");
    has(&found, &["split", "trim"]);
    let found = labels("Shape.~");
    has(&found, &["Circle", "Nothing"]);
    let found = labels("moved(place, 1).a~");
    has(&found, &["across", "down"]);
}

fn completes_behind_a_pipe() {
    let found = labels("numbers |> ~");
    has(&found, &["List.map", "List.length"]);
    lacks(&found, &["String.trim", "numbers", "moved"]);
    let found = labels("place |> mo~");
    has(&found, &["moved"]);
    let found = labels("numbers |> List.~");
    assert!(found.iter().position(|name| name == "map") < found.iter().position(|name| name == "flatten"), "{found:?}");
}

fn completes_fields_types_and_patterns() {
    let found = labels("let q = Point { across: 1, d~ }");
    assert_eq!(found, ["down"]);
    let found = labels("let n :: Sh~ = shape");
    has(&found, &["Shape", "Int", "Option"]);
    lacks(&found, &["place", "if"]);
    let found = labels("case shape do\n    C~ -> 1\n  end");
    has(&found, &["Circle", "Nothing"]);
    lacks(&found, &["place"]);
}

fn completion_adds_imports() {
    let (client, items) = offered("println(\"${count_sh~}\")");
    let item = items.into_iter().find(|item| item.label == "count_sheep").expect("it is offered");
    let edits = item.additional_text_edits.expect("an import");
    let text = client.edited("main.mpl", &edits);
    assert!(text.starts_with("from Tools import count_sheep\n\npub struct Point"), "{text}");
    assert!(item.insert_text.unwrap().starts_with("count_sheep(${1:flock})"));
    client.end();
    let found = labels("let s = Sheph~");
    has(&found, &["Shepherd"]);
    let found = labels("Too~");
    has(&found, &["Tools"]);
}

fn completes_nothing_in_texts() {
    assert!(labels("println(\"in te~xt\")").is_empty());
    assert!(labels("# in a comm~ent").is_empty());
    has(&labels("println(\"${pla~}\")"), &["place"]);
}

fn signatures_of_calls() {
    let signature = |line: &str| {
        let mut client = Client::start(&[("main.mpl", MAIN)]);
        client.replace("main.mpl", "# here", &line.replace('~', ""));
        let params = SignatureHelpParams {
            context: None,
            text_document_position_params: client.at("main.mpl", line),
            work_done_progress_params: Default::default(),
        };
        let help = client.request::<r::SignatureHelpRequest>(params);
        client.end();
        help.map(|help| {
            let active = help.active_signature.unwrap() as usize;
            (help.signatures[active].label.clone(), help.active_parameter.unwrap())
        })
    };
    let moved = "fn moved(point :: Point, by :: Int) -> Point".to_owned();
    assert_eq!(signature("moved(~)"), Some((moved.clone(), 0)));
    assert_eq!(signature("moved(place, ~"), Some((moved.clone(), 1)));
    assert_eq!(signature("place |> moved(~)"), Some((moved.clone(), 1)));
    assert_eq!(signature("Circle(~)"), Some(("Circle(radius :: Int)".to_owned(), 0)));
    let (label, at) = signature("let x = String.split(\"a b\", ~)").unwrap();
    assert!(label.starts_with("pub fn split(") && at == 1, "{label} {at}");
    assert_eq!(signature("let x = ~1"), None);
}
