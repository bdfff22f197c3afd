//! A file with a syntax error keeps everything for what is whole: of all that is asked about other declarations the answer is
//! what it was before something broke in one of them.

use std::collections::BTreeSet;

use lsp_types::Position;
use serde_json::{Value, json};

use crate::Test;
use crate::client::{Client, position};
use crate::random::{Dice, number};

pub const TESTS: &[Test] = &[("a_broken_function_leaves_the_others", a_broken_function_leaves_the_others)];

/// So many ways to break it by default.
const BREAKS: u64 = 40;

const WHOLE: &str = "\
from Kinds import Item, Shape

## Where something stands.
pub struct Point do
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

## The one that breaks.
fn broken(point :: Point, shapes :: List<Shape>) -> Int do
  let sizes = shapes |> List.map(fn shape -> area(shape) + point.x end)
  let far = if point.x > 3 do %{point | x: 4, y: -1} else point end
  case sizes do
    [first, second] when first > 2 -> first + second
    [] -> far.y
    _ -> List.length(sizes) + String.length(\"${far.x} of ${point.y}\")
  end
end

fn shown(item :: Item) -> String do
  let label = item.name
  let numbers = [item.count, 2]
  label <> \" \" <> Int.to_string(List.length(numbers))
end

fn main() do
  let point = Point { x: 1, y: 2 }
  println(shown(Item { name: \"a\", count: area(Circle(2)) }))
  println(\"${point.x} ${[Square(2)] |> List.map(area)}\")
end
";

const KINDS: &str = "pub struct Item do\n  name :: String\n  count :: Int\nend\n\npub type Shape do\n  Circle(Int)\n  Square(Int)\nend\n";

const GARBAGE: [&str; 22] = [
    "(", ")", "[", "]", "}", "%{", "do", "end", "\"", "${", "|>", "->", "::", ",", ".", "case", "fn", "if", "else",
    "let", "= =", "§",
];

/// The lines of what breaks.
fn lines_that_break() -> std::ops::RangeInclusive<u32> {
    let line = |at: usize| position(WHOLE, at).line;
    let begin = WHOLE.find("fn broken").unwrap();
    line(begin)..=line(WHOLE.find("fn shown").unwrap()) - 2
}

/// What is asked about the rest: a request and a place in it.
const QUESTIONS: [(&str, &str); 16] = [
    ("hover", "pub fn ar~ea"),
    ("hover", "la~bel <>"),
    ("hover", "List.len~gth(numbers)"),
    ("hover", "area(Circ~le(2))"),
    ("definition", "count: ar~ea"),
    ("definition", "label = item.na~me"),
    ("typeDefinition", "fn shown(it~em"),
    ("documentHighlight", "let nu~mbers"),
    ("references", "let lab~el"),
    ("references", "pub fn ar~ea"),
    ("signatureHelp", "count: area(~"),
    ("completion", "label = item.na~me"),
    ("completion", "List.length(num~bers"),
    ("prepareRename", "let poi~nt = Point"),
    ("prepareCallHierarchy", "fn sho~wn"),
    ("selectionRange", "Int.to_string(List.le~ngth"),
];

fn a_broken_function_leaves_the_others() {
    let (mut dice, seed) = Dice::new();
    let mut client = Client::start(&[("main.mpl", WHOLE), ("kinds.mpl", KINDS)]);
    let whole = answers(&mut client);
    let (begin, end) = (WHOLE.find("  let sizes").unwrap(), WHOLE.find("\nfn shown").unwrap() - "end\n".len());
    let ends: Vec<usize> = (begin..end).filter(|&at| is_between_words(&WHOLE[begin..end], at - begin)).collect();
    for _ in 0..number("MESH_LSP_STEPS", BREAKS).min(2000) {
        let at = ends[dice.below(ends.len())];
        let next = ends.iter().find(|&&next| next > at).copied().unwrap_or(end);
        let is_taken = dice.below(2) == 0 && WHOLE[at..next].trim() == &WHOLE[at..next];
        let new = if is_taken { String::new() } else { format!(" {} ", GARBAGE[dice.below(GARBAGE.len())]) };
        let to = if is_taken { next } else { at };
        client.edit("main.mpl", at, to, &new);
        for ((question, old), (_, new)) in whole.iter().zip(answers(&mut client)) {
            assert_eq!(*old, new, "{question}, seed {seed}:\n{}", client.text("main.mpl"));
        }
        let all = client.text("main.mpl").len();
        client.edit("main.mpl", 0, all, WHOLE);
    }
    client.end();
}

/// Whether a word or a sign ends or begins at a byte.
fn is_between_words(text: &str, at: usize) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (before, behind) = (text[..at].chars().next_back(), text[at..].chars().next());
    !(is_word(before) && is_word(behind)) && behind != Some('\n')
}

/// The answers about all but what breaks.
fn answers(client: &mut Client) -> Vec<(String, Value)> {
    let breaks = lines_that_break();
    let mut found = Vec::new();
    for (method, marked) in QUESTIONS {
        // The lines before are as many as in the whole text, whatever is in them.
        let (before, behind) = marked.split_once('~').unwrap();
        let at = position(WHOLE, WHOLE.find(&[before, behind].concat()).unwrap() + before.len());
        let answer = ask(client, method, at);
        found.push((format!("{method} at {marked}"), without(answer, &breaks)));
    }
    for method in ["documentSymbol", "inlayHint", "foldingRange", "codeLens"] {
        let answer = ask(client, method, Position::default());
        found.push((method.to_owned(), without(answer, &breaks)));
    }
    let tokens = ask(client, "semanticTokens/full", Position::default());
    found.push(("semanticTokens/full".to_owned(), json!(tokens_outside(&tokens, &breaks))));
    found
}

fn ask(client: &mut Client, method: &str, at: Position) -> Value {
    let document = client.document("main.mpl");
    let params = json!({
        "textDocument": document, "position": at, "positions": [at], "context": { "includeDeclaration": true },
        "range": { "start": Position::default(), "end": Position { line: 1000, character: 0 } },
    });
    let answer = client.answer(&format!("textDocument/{method}"), params);
    serde_json::from_str(&answer).unwrap_or(json!(answer))
}

/// An answer without the places that lie in some lines.
fn without(answer: Value, lines: &std::ops::RangeInclusive<u32>) -> Value {
    let is_inside = |value: &Value| {
        let place = value.pointer("/range/start/line").or(value.pointer("/position/line")).or(value.get("startLine"));
        place.and_then(Value::as_u64).is_some_and(|line| lines.contains(&(line as u32)))
    };
    match answer {
        Value::Array(items) => {
            items.into_iter().filter(|item| !is_inside(item)).map(|item| without(item, lines)).collect()
        }
        other => other,
    }
}

/// The tokens outside of some lines, each with its place.
fn tokens_outside(answer: &Value, lines: &std::ops::RangeInclusive<u32>) -> BTreeSet<(u32, u32, u32, u32)> {
    let data: Vec<u32> = answer["data"].as_array().unwrap().iter().map(|it| it.as_u64().unwrap() as u32).collect();
    let (mut line, mut start, mut found) = (0, 0, BTreeSet::new());
    for token in data.chunks(5) {
        start = if token[0] == 0 { start + token[1] } else { token[1] };
        line += token[0];
        if !lines.contains(&line) {
            found.insert((line, start, token[2], token[3]));
        }
    }
    found
}
