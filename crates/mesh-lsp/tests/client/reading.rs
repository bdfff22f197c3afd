//! What is said by itself, and what is told of a place.

use lsp_types::request as r;
use lsp_types::{
    DocumentSymbolParams, DocumentSymbolResponse, FoldingRangeParams, InlayHintLabel, InlayHintParams, Position, Range,
    SemanticTokensParams, SemanticTokensResult,
};
use serde_json::json;

use crate::Test;
use crate::client::{Client, code, position};

pub const TESTS: &[Test] = &[
    ("says_what_it_can_do", says_what_it_can_do),
    ("diagnostics_follow_edits_into_other_files", diagnostics_follow_edits_into_other_files),
    ("places_count_utf16", places_count_utf16),
    ("files_without_a_project_are_checked_alone", files_without_a_project_are_checked_alone),
    ("a_manifest_says_what_a_project_is", a_manifest_says_what_a_project_is),
    ("a_second_file_of_a_module_is_told", a_second_file_of_a_module_is_told),
    ("texts_that_are_not_saved_yet", texts_that_are_not_saved_yet),
    ("hints_tell_what_is_copied", hints_tell_what_is_copied),
    ("hover_tells_type_and_documentation", hover_tells_type_and_documentation),
    ("symbols_of_a_file", symbols_of_a_file),
    ("a_syntax_error_leaves_the_rest", a_syntax_error_leaves_the_rest),
    ("hints_tokens_and_folds", hints_tokens_and_folds),
    ("paths_are_encoded", paths_are_encoded),
    ("unknown_requests_are_refused", unknown_requests_are_refused),
    ("cancelled_requests_are_answered", cancelled_requests_are_answered),
];

fn says_what_it_can_do() {
    let client = Client::start(&[("main.mpl", "fn main() do\n  println(\"hi\")\nend\n")]);
    let told = client.told.clone().unwrap();
    assert_eq!(told.server_info.unwrap().name, "meshc");
    assert!(told.capabilities.hover_provider.is_some());
    client.end();
}

fn diagnostics_follow_edits_into_other_files() {
    let mut client = Client::start(&[
        ("main.mpl", "import Shop\n\nfn main() do\n  println(\"${Shop.price(2)}\")\nend\n"),
        ("shop.mpl", "pub fn price(count :: Int) -> Int do\n  count * 3\nend\n"),
    ]);
    client.replace("shop.mpl", "count :: Int", "count :: String");
    client.replace("shop.mpl", "count * 3", "String.length(count)");
    let found = client.wait_for("main.mpl", |found| !found.is_empty());
    assert_eq!(code(&found[0]), "E0001");
    assert_eq!(client.written("main.mpl", found[0].range), "2");
    assert!(found[0].code_description.is_some(), "a page");
    client.replace("main.mpl", "price(2)", "price(\"2\")");
    client.wait_for("main.mpl", <[_]>::is_empty);
    client.replace("main.mpl", "Shop.price", "Shop.prise");
    let found = client.wait_for("main.mpl", |found| !found.is_empty());
    assert_eq!(client.written("main.mpl", found[0].range), "prise");
    client.end();
}

/// What is called like a beginning is a module like others below a manifest.
fn a_manifest_says_what_a_project_is() {
    let mut client = Client::start(&[
        ("mesh.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("main.mpl", "import Tool.Main\n\nfn main() do\n  println(\"${Main.half(4)}\")\nend\n"),
        ("util.mpl", "pub fn half(n :: Int) -> Int = n / 2\n"),
        ("tool/main.mpl", "import Util\n\npub fn half(n :: Int) -> Int = Util.half(n)\n"),
    ]);
    client.replace("tool/main.mpl", "Util.half(n)", "Util.half(\"n\")");
    let found = client.wait_for("tool/main.mpl", |found| !found.is_empty());
    assert_eq!(code(&found[0]), "E0001");
    client.end();
}

fn a_second_file_of_a_module_is_told() {
    let main = "import CD\n\nfn main() do\n  println(\"${CD.one()}\")\nend\n";
    let one = "pub fn one() -> Int = 1\n";
    let mut client = Client::start(&[("main.mpl", main), ("c_d.mpl", one)]);
    let uri = client.uri("c__d.mpl");
    let document = json!({ "uri": uri, "languageId": "mesh", "version": 1, "text": one });
    client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let found = client.wait_for("c__d.mpl", |found| !found.is_empty());
    assert_eq!(code(&found[0]), "E0055");
    client.end();
}

fn places_count_utf16() {
    let text = "fn main() do\n  let s = \"😀é\" <> missing\n  println(s)\nend\n";
    let mut client = Client::start(&[("main.mpl", text)]);
    let found = client.wait_for("main.mpl", |found| !found.is_empty());
    assert_eq!(found[0].range.start, Position { line: 1, character: 19 });
    assert_eq!(client.written("main.mpl", found[0].range), "missing");
    // An edit behind a character of two units.
    client.replace("main.mpl", "missing", "\"𝄞\" <> \"x\"");
    client.wait_for("main.mpl", <[_]>::is_empty);
    client.replace("main.mpl", "\"x\"", "absent");
    let found = client.wait_for("main.mpl", |found| !found.is_empty());
    assert_eq!(client.written("main.mpl", found[0].range), "absent");
    client.end();
}

fn files_without_a_project_are_checked_alone() {
    let mut client = Client::start(&[("lonely.mpl", "fn main() do\n  println(1 + \"a\")\nend\n")]);
    let found = client.wait_for("lonely.mpl", |found| !found.is_empty());
    assert_eq!(code(&found[0]), "E0001");
    client.end();
}

const SHAPES: &str = "\
## A shape of the plane.
pub type Shape do
  Circle(radius :: Int)
  Square(side :: Int)
end

pub struct Point do
  ## How far to the right.
  x :: Int
  y :: Int
end

## How large a shape is.
pub fn area(shape :: Shape) -> Int do
  case shape do
    Circle(r) -> 3 * r * r
    Square(s) -> s * s
  end
end

fn twice(f, n) = f(f(n))

fn main() do
  let p = Point { x: 1, y: 2 }
  let all = [Circle(1), Square(2)]
  let areas = all |> List.map(area)
  println(\"${p.x + List.length(areas)} ${twice(fn n -> n + 1 end, 3)}\")
end
";

fn hover_tells_type_and_documentation() {
    let mut client = Client::start(&[("main.mpl", SHAPES)]);
    let told = client.hover("main.mpl", "List.map(ar~ea)");
    assert!(told.contains("pub fn area(shape :: Shape) -> Int") && told.contains("How large a shape is."), "{told}");
    let told = client.hover("main.mpl", "let are~as");
    assert!(told.contains("areas :: List<Int>"), "{told}");
    let told = client.hover("main.mpl", "p.~x");
    assert!(told.contains("x :: Int") && told.contains("How far to the right."), "{told}");
    let told = client.hover("main.mpl", "List.ma~p");
    assert!(told.contains("pub fn map<T, U>(list :: List<T>, f ::") && told.contains("from `List`"), "{told}");
    let told = client.hover("main.mpl", "[Circ~le(1)");
    assert!(told.contains("Circle(radius :: Int)"), "{told}");
    let told = client.hover("main.mpl", "Circle(~r)");
    assert!(told.contains("r :: Int"), "{told}");
    let told = client.hover("main.mpl", "shape :: Sha~pe)");
    assert!(told.contains("type Shape do") && told.contains("A shape of the plane."), "{told}");
    let told = client.hover("main.mpl", "s ~* s");
    assert!(told.contains("Int"), "{told}");
    client.end();
}

fn symbols_of_a_file() {
    let mut client = Client::start(&[("main.mpl", SHAPES)]);
    let params = DocumentSymbolParams {
        text_document: client.document("main.mpl"),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let Some(DocumentSymbolResponse::Nested(found)) = client.request::<r::DocumentSymbolRequest>(params) else {
        panic!("no symbols")
    };
    let names: Vec<&str> = found.iter().map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(names, ["Shape", "Point", "area", "twice", "main"]);
    let variants: Vec<String> =
        found[0].children.iter().flatten().map(|variant| client.written("main.mpl", variant.selection_range)).collect();
    assert_eq!(variants, ["Circle", "Square"]);
    client.end();
}

fn a_syntax_error_leaves_the_rest() {
    let mut client = Client::start(&[("main.mpl", SHAPES)]);
    client.replace("main.mpl", "fn twice(f, n) = f(f(n))", "fn twice(f, = f(f(n)\n\nlet )(");
    client.wait_for("main.mpl", |found| found.iter().any(|found| code(found) == "P0001"));
    let told = client.hover("main.mpl", "List.map(ar~ea)");
    assert!(told.contains("pub fn area(shape :: Shape) -> Int"), "{told}");
    let told = client.hover("main.mpl", "let are~as");
    assert!(told.contains("areas :: List<Int>"), "{told}");
    client.end();
}

fn hints_tokens_and_folds() {
    let mut client = Client::start(&[("main.mpl", SHAPES)]);
    let end = position(SHAPES, SHAPES.len());
    let params = InlayHintParams {
        text_document: client.document("main.mpl"),
        range: Range { start: Position::default(), end },
        work_done_progress_params: Default::default(),
    };
    let hints = client.request::<r::InlayHintRequest>(params).unwrap();
    let labels: Vec<String> = hints
        .into_iter()
        .map(|hint| match hint.label {
            InlayHintLabel::String(text) => text,
            InlayHintLabel::LabelParts(_) => panic!("parts"),
        })
        .collect();
    assert!(
        labels.contains(&" :: List<Shape>".to_owned()) && labels.contains(&" :: List<Int>".to_owned()),
        "{labels:?}"
    );
    let params = SemanticTokensParams {
        text_document: client.document("main.mpl"),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let Some(SemanticTokensResult::Tokens(tokens)) = client.request::<r::SemanticTokensFullRequest>(params) else {
        panic!("no tokens")
    };
    assert!(tokens.data.len() > 40, "{}", tokens.data.len());
    assert_eq!((tokens.data[0].delta_line, tokens.data[0].delta_start, tokens.data[0].length), (1, 9, 5));
    let params = FoldingRangeParams {
        text_document: client.document("main.mpl"),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let folds = client.request::<r::FoldingRangeRequest>(params).unwrap();
    assert!(folds.iter().any(|fold| fold.start_line == 1 && fold.end_line == 4), "{folds:?}");
    client.end();
}

const COPIES: &str = "struct Cart do
  items :: List<Int>
  name :: String
  count :: Int
  price :: Float
end

fn counted(cart :: Cart, n :: Int) -> Cart = %{cart | count: n}

fn both(cart :: Cart, n :: Int) -> (Cart, Cart) do
  let more = %{cart | count: n}
  (more, cart)
end

fn longer(list :: List<Int>) -> List<Int> = List.append(list, 1)

fn kept(list :: List<Int>) -> Int do
  let more = longer(list)
  List.length(more) + List.length(list)
end

fn local() -> Int do
  let ages = Map.put(Map.new(), \"a\", 1)
  let more = Map.put(ages, \"b\", 2)
  Map.size(more) + Map.size(ages)
end

fn main() do
  let cart = Cart { items: [], name: \"n\", count: 1, price: 1.0 }
  let (one, two) = both(counted(cart, 2), kept([local()]))
  println(\"${one.count + two.count}\")
end
";

/// The lines behind which something is said to be copied, and why.
fn copies(client: &mut Client, text: &str) -> Vec<(u32, String)> {
    let params = InlayHintParams {
        text_document: client.document("main.mpl"),
        range: Range { start: Position::default(), end: position(text, text.len()) },
        work_done_progress_params: Default::default(),
    };
    let hints = client.request::<r::InlayHintRequest>(params).unwrap();
    let copied =
        hints.into_iter().filter(|hint| matches!(&hint.label, InlayHintLabel::String(text) if text == "copied here"));
    let why = |hint: lsp_types::InlayHint| match hint.tooltip {
        Some(lsp_types::InlayHintTooltip::String(why)) => (hint.position.line + 1, why),
        other => panic!("{other:?}"),
    };
    copied.map(why).collect()
}

/// A file that is not on disk, and a text that is no file.
fn texts_that_are_not_saved_yet() {
    let mut client = Client::unopened(&[]);
    let text = "fn main() do\n  let n :: Int = \"x\"\n  println(\"${n}\")\nend\n";
    let fresh = client.uri("../fresh.mpl");
    for uri in [fresh.as_str(), "untitled:Untitled-1", "untitled:/new/some%20thing.mpl"] {
        let document = json!({ "uri": uri, "languageId": "mesh", "version": 1, "text": text });
        client.tell("textDocument/didOpen", json!({ "textDocument": document }));
        let name = client.name(&uri.parse().unwrap());
        let found = client.wait_for(&name, |found| !found.is_empty());
        assert_eq!((found.len(), code(&found[0])), (1, "E0001".to_owned()), "{found:?}");
        let document = json!({ "uri": uri });
        let at = json!({ "textDocument": document, "position": Position { line: 2, character: 14 } });
        assert!(client.answer("textDocument/hover", at).contains("Int"), "{uri}");
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        let formatted =
            client.answer("textDocument/formatting", json!({ "textDocument": document, "options": options }));
        assert_eq!(formatted, "[]", "{uri}");
        client.tell("textDocument/didClose", json!({ "textDocument": document }));
        client.wait_for(&name, <[_]>::is_empty);
    }
    client.end();
}

fn hints_tell_what_is_copied() {
    let mut client = Client::start(&[("main.mpl", COPIES)]);
    let told = |found: &[(u32, &str)]| -> Vec<(u32, String)> {
        found.iter().map(|(line, why)| (*line, (*why).to_owned())).collect()
    };
    let all = [
        (11, "`cart` is copied, since it is also used on line 12"),
        (18, "`list` is copied, since it is also used on line 19"),
        (24, "`ages` is copied, since it is also used on line 25"),
    ];
    assert_eq!(copies(&mut client, COPIES), told(&all));
    // Of the rest as before, and nothing where a value is handed on.
    client.replace("main.mpl", "(more, cart)", "(more, more)");
    let text = COPIES.replace("(more, cart)", "(more, more)");
    let found = copies(&mut client, &text);
    assert_eq!(found, told(&all[1..]));
    client.end();
}

fn paths_are_encoded() {
    let mut client = Client::start(&[("a b/ä[1]/main.mpl", "fn main() do\n  missing\nend\n")]);
    let found = client.wait_for("a b/ä[1]/main.mpl", |found| !found.is_empty());
    assert_eq!(code(&found[0]), "E0004");
    client.end();
}

fn unknown_requests_are_refused() {
    let mut client = Client::start(&[("main.mpl", SHAPES)]);
    let id = client.ask("textDocument/nonsense", json!({}));
    assert!(client.response(&id).response_result.is_err());
    let id = client.ask("textDocument/hover", json!({ "nothing": "that fits" }));
    assert!(client.response(&id).response_result.is_err());
    // A file that is no part of anything.
    let id = client.ask(
        "textDocument/hover",
        json!({
            "textDocument": { "uri": "file:///nowhere/x.mpl" }, "position": { "line": 0, "character": 0 },
        }),
    );
    assert_eq!(client.response(&id).response_result.unwrap(), serde_json::Value::Null);
    client.end();
}

fn cancelled_requests_are_answered() {
    let mut client = Client::start(&[("main.mpl", SHAPES)]);
    let place = serde_json::to_value(client.at("main.mpl", "ar~ea")).unwrap();
    let ids: Vec<_> = (0..20).map(|_| client.ask("textDocument/hover", place.clone())).collect();
    for id in &ids {
        let number: i32 = id.to_string().parse().unwrap();
        client.notify::<lsp_types::notification::Cancel>(lsp_types::CancelParams {
            id: lsp_types::NumberOrString::Number(number),
        });
    }
    for id in &ids {
        client.response(id);
    }
    client.end();
}
