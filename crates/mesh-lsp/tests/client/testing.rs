//! Tests as code: blocks of them in modules, and files of them.

use lsp_types::request as r;
use lsp_types::{CompletionParams, CompletionResponse};
use serde_json::json;

use crate::Test;
use crate::client::{Client, code};

pub const TESTS: &[Test] = &[
    ("blocks_of_tests_are_checked", blocks_of_tests_are_checked),
    ("files_of_tests_are_checked", files_of_tests_are_checked),
    ("tests_are_answered_about", tests_are_answered_about),
    ("uses_in_tests_are_uses", uses_in_tests_are_uses),
    ("a_file_of_tests_alone", a_file_of_tests_alone),
    ("broken_promises_are_told", broken_promises_are_told),
];

const CART: &str = "\
pub struct Cart do
  items :: List<String>
end

## Puts something in.
pub fn put(cart :: Cart, item :: String) -> Cart do
  %{cart | items: List.append(cart.items, item)}
end

fn hidden(cart :: Cart) -> Int do
  List.length(cart.items)
end

pub fn shown(cart :: Cart) -> String = \"${hidden(cart)}\"

test(\"a cart holds what is put in\") do
  let filled = put(Cart { items: [] }, \"apple\")
  assert hidden(filled) == 1
end
";

const CART_TEST: &str = "\
import Cart
from Cart import Cart, hidden

describe(\"a cart\") do
  test(\"is empty\") do
    let empty = Cart { items: [] }
    assert_eq hidden(empty), 0
  end
end
";

const MAIN: &str =
    "import Cart\n\nfn main() do\n  println(\"${Cart.put(Cart.Cart { items: [] }, \"x\").items}\")\nend\n";

fn client() -> Client {
    Client::start(&[("main.mpl", MAIN), ("cart.mpl", CART), ("cart.test.mpl", CART_TEST)])
}

fn labels(client: &mut Client, name: &str, marked: &str) -> Vec<String> {
    let params = CompletionParams {
        text_document_position: client.at(name, marked),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
        context: None,
    };
    match client.request::<r::Completion>(params) {
        Some(CompletionResponse::Array(items)) => items.into_iter().map(|item| item.label).collect(),
        _ => Vec::new(),
    }
}

fn blocks_of_tests_are_checked() {
    let mut client = client();
    client.replace("cart.mpl", "assert hidden(filled) == 1", "assert hidden(filled) == \"1\"");
    let found = client.wait_for("cart.mpl", |found| !found.is_empty());
    assert_eq!((found.len(), code(&found[0]).as_str()), (1, "E0001"));
    assert_eq!(client.written("cart.mpl", found[0].range), "\"1\"");
    client.replace("cart.mpl", "== \"1\"", "== 1");
    client.wait_for("cart.mpl", <[_]>::is_empty);
    client.end();
}

fn files_of_tests_are_checked() {
    let mut client = client();
    client.replace("cart.test.mpl", "hidden(empty), 0", "hidden(missing), 0");
    let found = client.wait_for("cart.test.mpl", |found| !found.is_empty());
    assert_eq!(client.written("cart.test.mpl", found[0].range), "missing");
    client.replace("cart.test.mpl", "missing", "empty");
    client.wait_for("cart.test.mpl", <[_]>::is_empty);
    // What the module hides changes: nobody else sees that.
    client.replace(
        "cart.mpl",
        "fn hidden(cart :: Cart) -> Int do\n  List.length(cart.items)",
        "fn hidden(cart :: Cart) -> String do\n  \"${cart.items}\"",
    );
    let found = client.wait_for("cart.test.mpl", |found| !found.is_empty());
    assert_eq!(code(&found[0]), "E0001");
    client.end();
}

fn tests_are_answered_about() {
    let mut client = client();
    let told = client.hover("cart.mpl", "let fil~led");
    assert!(told.contains("filled :: Cart"), "{told}");
    let told = client.hover("cart.mpl", "let filled = pu~t");
    assert!(told.contains("pub fn put(cart :: Cart") && told.contains("Puts something in."), "{told}");
    let told = client.hover("cart.test.mpl", "assert_eq hid~den");
    assert!(told.contains("fn hidden(cart :: Cart) -> Int"), "{told}");
    client.replace("cart.mpl", "assert hidden(filled) == 1", "let n = fil");
    assert!(labels(&mut client, "cart.mpl", "let n = fil~").contains(&"filled".to_owned()));
    client.replace("cart.test.mpl", "hidden(empty), 0", "empty.it");
    assert_eq!(labels(&mut client, "cart.test.mpl", "assert_eq empty.it~")[0], "items");
    // What tests become has names that nobody sees.
    client.replace("main.mpl", "Cart.put(", "Cart.(");
    let names = labels(&mut client, "main.mpl", "${Cart.~(");
    assert!(names.contains(&"put".to_owned()) && !names.iter().any(|name| name.contains('\'')), "{names:?}");
    client.end();
}

fn uses_in_tests_are_uses() {
    let mut client = client();
    let place = client.at("cart.mpl", "fn hid~den");
    let params = json!({
        "textDocument": place.text_document, "position": place.position, "context": { "includeDeclaration": false },
        "newName": "size",
    });
    assert_eq!(client.answer("textDocument/references", params.clone()).matches("\"uri\"").count(), 4);
    let renamed = client.answer("textDocument/rename", params);
    assert_eq!(renamed.matches("\"size\"").count(), 5, "{renamed}");
    client.end();
}

fn a_file_of_tests_alone() {
    let text = "fn twice(n :: Int) -> Int = n * 2\n\ntest(\"it doubles\") do\n  assert twice(2) == \"4\"\nend\n";
    let mut client = Client::start(&[("some.test.mpl", text)]);
    let found = client.wait_for("some.test.mpl", |found| !found.is_empty());
    let texts: Vec<String> = found.iter().map(|found| client.written("some.test.mpl", found.range)).collect();
    assert_eq!(texts, ["\"4\""], "{found:?}");
    client.end();
}

const COUNTS: &str = "\
pub struct Counts do
  all :: List<Int>
  sum :: Int
end

@in_place
pub fn add(counts :: Counts, n :: Int) -> Counts do
  %{counts | all: List.append(counts.all, n), sum: counts.sum + n}
end
";

/// What the whole program decides is told, too, wherever it is broken, and taken back when it is mended.
fn broken_promises_are_told() {
    let main = "import Counts\n\nfn main() do\n  let counts = Counts.add(Counts.Counts { all: [], sum: 0 }, 1)\n  \
                println(\"${counts.sum}\")\nend\n\ntest(\"one\") do\n  assert_eq 1, 1\nend\n";
    let mut client = Client::start(&[("main.mpl", main), ("counts.mpl", COUNTS)]);
    let mended = "%{counts | all: List.append(counts.all, n), sum: counts.sum + n}";
    let broken = "let old = counts.all\n  %{counts | all: List.append(old, n), sum: List.length(old)}";
    for _ in 0..2 {
        client.replace("counts.mpl", mended, broken);
        let found = client.wait_for("counts.mpl", |found| !found.is_empty());
        assert_eq!((found.len(), code(&found[0]).as_str()), (1, "E0081"));
        client.replace("counts.mpl", broken, mended);
        client.wait_for("counts.mpl", <[_]>::is_empty);
    }
    client.end();
}
