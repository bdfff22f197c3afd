//! Random edits, requests and cancellations: nothing makes the server fail, and what it says of the texts then is what a fresh
//! server says, and `meshc check`. The seed is printed; `MESH_LSP_SEED` and `MESH_LSP_STEPS` choose another run, as
//! `make hunt-lsp` does.

use std::collections::BTreeMap;

use lsp_server::{Message, RequestId};
use lsp_types::{NumberOrString, Position, notification};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::Test;
use crate::client::{Client, position};

pub const TESTS: &[Test] = &[("random_edits_do_no_harm", random_edits_do_no_harm)];

/// So many steps by default; a hunt takes 10,000.
const STEPS: u64 = 200;

/// So often at most the server is compared with a fresh one, and with the compiler; and not before so many steps.
const TIMES: u64 = 40;
const BETWEEN: u64 = 100;

const FILES: [(&str, &str); 5] = [
    (
        "main.mpl",
        "import Store\nimport Bank\nfrom Kinds import Item, Named\n\nimpl Named for Item do\n  fn title(self) -> String do\n    self.name\n  end\nend\n\nfn show(item :: Item) -> String do\n  item.title() <> \" \" <> Int.to_string(item.count)\nend\n\nfn main() do\n  let first = Store.first()\n  let names = [first] |> List.map(fn item -> item.name end)\n  println(show(first))\n  println(\"${names} 😀 ${Bank.open(3)}\")\nend\n",
    ),
    (
        "kinds.mpl",
        "pub struct Item do\n  name :: String\n  count :: Int\nend deriving(Eq, Debug)\n\npub interface Named do\n  fn title(self) -> String\nend\n\npub type Shape do\n  Circle(Int)\n  Square(Int)\nend\n",
    ),
    (
        "store.mpl",
        "from Kinds import Item, Shape\n\npub fn first() -> Item do\n  Item { name: \"first\", count: area(Circle(2)) }\nend\n\nfn area(shape :: Shape) -> Int do\n  case shape do\n    Circle(r) -> r * r * 3\n    Square(s) -> s * s\n  end\nend\n",
    ),
    (
        "bank.mpl",
        "type Order do\n  Deposit(amount :: Int)\n  Ask(from :: Pid<Int>)\nend\n\nactor ledger(sum :: Int) do\n  receive do\n    Deposit(amount) -> ledger(sum + amount)\n    Ask(from) -> do\n      send(from, sum)\n      ledger(sum)\n    end\n  end\nend\n\nservice Counter do\n  fn init(start :: Int) -> Int do\n    start\n  end\n\n  call Get() :: Int do |n|\n    (n, n)\n  end\nend\n\n## Opens an account.\npub fn open(sum :: Int) -> Int do\n  let account = spawn(ledger, sum)\n  send(account, Deposit(2))\n  let counter = Counter.start(sum)\n  Counter.get(counter)\nend\n\ntest(\"it opens\") do\n  assert open(1) == 1\nend\n",
    ),
    (
        "store.test.mpl",
        "from Store import area, first\nfrom Kinds import Circle\n\ntest(\"areas\") do\n  let shape = Circle(1)\n  assert area(shape) == 3\n  assert first().count == 12\nend\n",
    ),
];

const PIECES: [&str; 31] = [
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
    "receive do\n",
    "send(",
    "test(\"t\") do\n",
    "service S do\n",
    "\u{feff}",
];

/// All that can be asked.
const REQUESTS: [&str; 27] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/typeDefinition",
    "textDocument/implementation",
    "textDocument/documentHighlight",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/references",
    "textDocument/documentSymbol",
    "textDocument/codeAction",
    "textDocument/inlayHint",
    "textDocument/semanticTokens/full",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/codeLens",
    "codeLens/resolve",
    "textDocument/documentLink",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/prepareCallHierarchy",
    "callHierarchy/incomingCalls",
    "callHierarchy/outgoingCalls",
    "workspace/symbol",
    "workspace/willRenameFiles",
];

/// What a setting of the environment says.
pub fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Numbers below others, from a seed that is printed.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The seed of the environment, or another one each time; and that seed.
    pub fn new() -> (Self, u64) {
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64;
        let seed = number("MESH_LSP_SEED", clock);
        println!("seed {seed} (run again with MESH_LSP_SEED={seed})");
        (Self(ChaCha8Rng::seed_from_u64(seed)), seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.0.next_u64() % n.max(1) as u64) as usize
    }
}

fn random_edits_do_no_harm() {
    let (mut dice, seed) = Dice::new();
    let mut client = Client::start(&FILES);
    let steps = number("MESH_LSP_STEPS", STEPS);
    let between = (steps / TIMES).max(BETWEEN);
    for step in 1..=steps {
        let (name, original) = FILES[dice.below(FILES.len())];
        match dice.below(20) {
            0..10 => edit(&mut client, name, &mut dice),
            10..12 => {
                // Back to a whole program, so that not all is noise.
                let length = client.text(name).len();
                client.edit(name, 0, length, original);
            }
            12 => {
                client.save(name);
                client.close(name);
                client.open(name);
            }
            13 => burst(&mut client, &mut dice),
            _ => ask(&mut client, name, &mut dice),
        }
        if step % between == 0 || step == steps {
            same_as_fresh(&mut client, step, &mut dice, seed);
        }
    }
    client.end();
}

/// The nearest place before a byte where a character begins.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn edit(client: &mut Client, name: &str, dice: &mut Dice) {
    let text = client.text(name).to_owned();
    let from = boundary(&text, dice.below(text.len() + 1));
    let to = boundary(&text, (from + dice.below(12)).min(text.len()));
    let new = if dice.below(3) == 0 { "" } else { PIECES[dice.below(PIECES.len())] };
    client.edit(name, from, to.max(from), new);
}

/// Parameters that fit all requests, about a place.
fn place(client: &Client, name: &str, at: Position, end: Position) -> Value {
    let range = json!({ "start": at, "end": at.max(end) });
    let document = client.document(name);
    json!({
        "textDocument": document,
        "position": at,
        "positions": [at],
        "range": range,
        "context": { "includeDeclaration": true, "diagnostics": [], "triggerKind": 1, "isRetrigger": false },
        "options": { "tabSize": 2, "insertSpaces": true },
        "ch": "\n",
        "newName": "other",
        "query": "o",
        "data": { "textDocument": document, "position": at },
        "item": { "name": "x", "kind": 12, "uri": document.uri, "range": range, "selectionRange": range },
        "files": [{ "oldUri": document.uri, "newUri": client.uri("other.mpl") }],
    })
}

/// A place of a file, or one that is in no text.
fn some_place(client: &Client, name: &str, dice: &mut Dice) -> Value {
    let text = client.text(name);
    let mut any = || position(text, boundary(text, dice.below(text.len() + 1)));
    let (mut at, end) = (any(), any());
    match dice.below(20) {
        0 => at.character = u32::MAX,
        1 => at.line = u32::MAX,
        // It may be the middle of a character.
        2 => at.character += 1,
        _ => {}
    }
    place(client, name, at, end)
}

fn ask(client: &mut Client, name: &str, dice: &mut Dice) {
    let method = REQUESTS[dice.below(REQUESTS.len())];
    let params = some_place(client, name, dice);
    let id = client.ask(method, params);
    if dice.below(3) == 0 {
        cancel(client, &id);
    }
    is_answered(method, client.response(&id));
}

fn cancel(client: &mut Client, id: &RequestId) {
    let id = NumberOrString::Number(id.to_string().parse().unwrap());
    client.notify::<notification::Cancel>(lsp_types::CancelParams { id });
}

fn is_answered(method: &str, response: lsp_server::Response) {
    if let Err(error) = response.response_result {
        let is_refusal = [-32800, -32803].contains(&error.code);
        assert!(is_refusal, "{method}: {error:?}");
    }
}

/// Much at once, before anything is answered: all of it is, in its order.
fn burst(client: &mut Client, dice: &mut Dice) {
    let mut asked = Vec::new();
    for _ in 0..dice.below(12) {
        let name = FILES[dice.below(FILES.len())].0;
        match dice.below(4) {
            0 => edit(client, name, dice),
            1 if !asked.is_empty() => {
                let (id, _): &(RequestId, &str) = &asked[dice.below(asked.len())];
                cancel(client, id);
            }
            _ => {
                let method = REQUESTS[dice.below(REQUESTS.len())];
                let params = some_place(client, name, dice);
                asked.push((client.ask(method, params), method));
            }
        }
    }
    let mut asked = asked.into_iter();
    let mut next = asked.next();
    while let Some((id, method)) = &next {
        if let Message::Response(response) = client.receive() {
            assert_eq!(response.id, *id, "answers come in the order of what was asked");
            is_answered(method, response);
            next = asked.next();
        }
    }
}

/// What a server that sees the texts for the first time says is what this one says; and what is wrong is what the compiler says.
fn same_as_fresh(client: &mut Client, step: u64, dice: &mut Dice, seed: u64) {
    let texts: Vec<(&str, String)> = FILES.iter().map(|(name, _)| (*name, client.text(name).to_owned())).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let context = || format!("seed {seed}, step {step}\n{texts:#?}");
    let mut fresh = Client::start(&files);
    let said = settled(client, step);
    assert_eq!(said, settled(&mut fresh, step), "{}", context());
    let (compiled, is_right) = compiled(&fresh);
    // The compiler looks into tests when all else is right.
    let files = said.iter().filter(|(name, _)| is_right || !name.ends_with(mesh_driver::TESTS));
    let mut lines: Vec<String> =
        files.flat_map(|(name, found)| found.iter().map(move |text| format!("{name} {text}"))).collect();
    lines.sort();
    assert_eq!(lines, compiled, "{}", context());
    for (name, text) in &texts {
        for method in REQUESTS {
            let mut any = || position(text, boundary(text, dice.below(text.len() + 1)));
            let (at, end) = (any(), any());
            let old = client.answer(method, place(client, name, at, end));
            let new = fresh.answer(method, place(&fresh, name, at, end));
            assert_eq!(old, new, "{method} at {at:?} of {name}, {}", context());
        }
    }
    fresh.end();
}

/// What is said of all files when there is nothing left to do.
fn settled(client: &mut Client, step: u64) -> BTreeMap<String, Vec<String>> {
    // Projects are checked one after the other, in the order of their paths: when this one was, nothing is left.
    let alone = format!("done{step}.mpl");
    client.add_alone(&alone, "fn main() do\n  missing\nend\n");
    client.wait_for(&format!("../unrelated/{alone}"), |found| !found.is_empty());
    let mut said = BTreeMap::new();
    for (name, found) in client.said().into_iter().filter(|(name, _)| !name.contains("unrelated")) {
        let line = |it: &lsp_types::Diagnostic| {
            let start = it.range.start;
            let message = it.message.lines().next().unwrap_or_default();
            format!("{}:{} {} {message}", start.line, start.character, crate::client::code(it))
        };
        let mut lines: Vec<String> = found.iter().map(line).collect();
        lines.sort();
        said.insert(name, lines);
    }
    said
}

/// What the compiler says of the project on disk, in the form of `settled`; and whether all but tests is right.
fn compiled(client: &Client) -> (Vec<String>, bool) {
    let root = client.path("");
    let mut all = vec![mesh_driver::check_project(&root)];
    let is_right = !all[0].has_errors();
    if is_right {
        all.push(mesh_driver::check_only_tests(&root, &mesh_driver::Texts::new(), None));
    }
    let mut lines: Vec<String> = all.iter().flat_map(lines_of).collect();
    lines.sort();
    (lines, is_right)
}

fn lines_of(checked: &mesh_driver::Checked) -> Vec<String> {
    let line = |found: &mesh_common::Diagnostic| {
        let label = found.primary();
        let file = checked.sources.file(label.span.file);
        let start = position(&file.text, label.span.start as usize);
        let here = if label.text.is_empty() { String::new() } else { format!(" ({})", label.text) };
        let message = format!("{}{here}", found.message);
        let message = message.lines().next().unwrap_or_default();
        format!("{} {}:{} {} {message}", file.name, start.line, start.character, found.code.as_str())
    };
    checked.diagnostics.iter().map(line).collect()
}
