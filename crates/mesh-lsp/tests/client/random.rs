//! Random edits, requests and cancellations: nothing makes the server fail, and in the end it says of the texts what a fresh
//! server says. The seed is printed; `MESH_LSP_SEED` and `MESH_LSP_STEPS` choose another run.

use std::collections::BTreeMap;

use lsp_types::NumberOrString;
use lsp_types::notification;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::json;

use crate::Test;
use crate::client::{Client, position};

pub const TESTS: &[Test] = &[("random_edits_do_no_harm", random_edits_do_no_harm)];

/// So many steps by default; `MESH_LSP_STEPS=10000` takes minutes.
const STEPS: u64 = 150;

const FILES: [(&str, &str); 3] = [
    (
        "main.mpl",
        "import Store\nfrom Kinds import Item, Named\n\nimpl Named for Item do\n  fn title(self) -> String do\n    self.name\n  end\nend\n\nfn show(item :: Item) -> String do\n  item.title() <> \" \" <> Int.to_string(item.count)\nend\n\nfn main() do\n  let first = Store.first()\n  let names = [first] |> List.map(fn item -> item.name end)\n  println(show(first))\n  println(\"${names} 😀\")\nend\n",
    ),
    (
        "kinds.mpl",
        "pub struct Item do\n  name :: String\n  count :: Int\nend deriving(Eq, Debug)\n\npub interface Named do\n  fn title(self) -> String\nend\n\npub type Shape do\n  Circle(Int)\n  Square(Int)\nend\n",
    ),
    (
        "store.mpl",
        "from Kinds import Item, Shape\n\npub fn first() -> Item do\n  Item { name: \"first\", count: area(Circle(2)) }\nend\n\nfn area(shape :: Shape) -> Int do\n  case shape do\n    Circle(r) -> r * r * 3\n    Square(s) -> s * s\n  end\nend\n",
    ),
];

const PIECES: [&str; 26] = [
    "let x = 1\n",
    "\n",
    " ",
    "end",
    "do",
    "fn f(a) do a end\n",
    "(",
    ")",
    "\"",
    "${",
    "}",
    "|> ",
    ".",
    "::",
    "Item",
    "Store.",
    "first",
    "case x do\n",
    "-> ",
    "# c\n",
    "é",
    "😀",
    "import Kinds\n",
    "item.name",
    "None",
    "pub ",
];

const REQUESTS: [&str; 17] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/typeDefinition",
    "textDocument/implementation",
    "textDocument/documentHighlight",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/prepareRename",
    "textDocument/references",
    "textDocument/documentSymbol",
    "textDocument/codeAction",
    "textDocument/inlayHint",
    "textDocument/semanticTokens/full",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/codeLens",
    "textDocument/formatting",
];

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn random_edits_do_no_harm() {
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = number("MESH_LSP_SEED", clock);
    println!("seed {seed} (run again with MESH_LSP_SEED={seed})");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut below = move |n: usize| (random.next_u64() % n.max(1) as u64) as usize;
    let mut client = Client::start(&FILES);
    for _ in 0..number("MESH_LSP_STEPS", STEPS) {
        let (name, original) = FILES[below(FILES.len())];
        match below(10) {
            0..5 => edit(&mut client, name, &mut below),
            5 => {
                // Back to a whole program, so that not all is noise.
                let length = client.text(name).len();
                client.edit(name, 0, length, original);
            }
            _ => ask(&mut client, name, &mut below),
        }
    }
    let last = client.ask("textDocument/hover", place(&client, "main.mpl", 0));
    client.response(&last);
    same_as_fresh(client, seed);
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn edit(client: &mut Client, name: &str, below: &mut impl FnMut(usize) -> usize) {
    let text = client.text(name).to_owned();
    let from = boundary(&text, below(text.len() + 1));
    let to = boundary(&text, (from + below(12)).min(text.len()));
    let new = if below(3) == 0 { "" } else { PIECES[below(PIECES.len())] };
    client.edit(name, from, to.max(from), new);
}

fn place(client: &Client, name: &str, offset: usize) -> serde_json::Value {
    let at = position(client.text(name), offset);
    json!({
        "textDocument": client.document(name),
        "position": at,
        "positions": [at],
        "range": { "start": at, "end": at },
        "context": { "includeDeclaration": true, "diagnostics": [], "triggerKind": 1, "isRetrigger": false },
        "options": { "tabSize": 2, "insertSpaces": true },
    })
}

fn ask(client: &mut Client, name: &str, below: &mut impl FnMut(usize) -> usize) {
    let method = REQUESTS[below(REQUESTS.len())];
    let offset = boundary(client.text(name), below(client.text(name).len() + 1));
    let id = client.ask(method, place(client, name, offset));
    if below(3) == 0 {
        let number = id.to_string().parse().unwrap();
        client.notify::<notification::Cancel>(lsp_types::CancelParams { id: NumberOrString::Number(number) });
    }
    let response = client.response(&id);
    if let Err(error) = response.response_result {
        let is_refusal = [-32800, -32803].contains(&error.code);
        assert!(is_refusal, "{method}: {error:?}");
    }
}

/// What a server that sees the texts for the first time says is what this one says.
fn same_as_fresh(mut client: Client, seed: u64) {
    let texts: Vec<(&str, String)> = FILES.iter().map(|(name, _)| (*name, client.text(name).to_owned())).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut fresh = Client::start(&files);
    let (old, new) = (settled(&mut client), settled(&mut fresh));
    assert_eq!(old, new, "seed {seed}\n{texts:#?}");
    client.end();
    fresh.end();
}

/// What is said of all files when there is nothing left to do.
fn settled(client: &mut Client) -> BTreeMap<String, Vec<String>> {
    // Projects are checked one after the other, in the order of their paths: when this one was, nothing is left.
    client.add_alone("done.mpl", "fn main() do\n  missing\nend\n");
    client.wait_for("../unrelated/done.mpl", |found| !found.is_empty());
    let mut said = BTreeMap::new();
    for (name, found) in client.said().into_iter().filter(|(name, _)| !name.contains("unrelated")) {
        let mut lines: Vec<String> =
            found.iter().map(|it| format!("{:?} {:?} {}", it.range, it.code, it.message)).collect();
        lines.sort();
        said.insert(name, lines);
    }
    said
}
