//! What no editor should do, and what machines do to editors: the server answers, or ends in order.

use lsp_types::request as r;
use lsp_types::{HoverParams, Position, Range, TextDocumentPositionParams};
use serde_json::{Value, json};

use crate::Test;
use crate::client::Client;

pub const TESTS: &[Test] = &[
    ("large_files_are_answered", large_files_are_answered),
    ("deep_files_are_answered", deep_files_are_answered),
    ("places_outside_of_texts", places_outside_of_texts),
    ("edits_outside_of_texts", edits_outside_of_texts),
    ("documents_that_are_no_files", documents_that_are_no_files),
    ("messages_that_cannot_be_read_are_answered", messages_that_cannot_be_read_are_answered),
    ("an_endless_message_ends_with_its_pipe", an_endless_message_ends_with_its_pipe),
    ("a_pipe_that_closes_ends_the_server", a_pipe_that_closes_ends_the_server),
    ("half_a_message_ends_the_server", half_a_message_ends_the_server),
    ("nobody_reads_and_the_server_ends", nobody_reads_and_the_server_ends),
    ("shutdown_without_exit", shutdown_without_exit),
    ("exit_without_shutdown", exit_without_shutdown),
    ("requests_behind_shutdown_are_refused", requests_behind_shutdown_are_refused),
];

const MAIN: &str = "fn twice(n :: Int) -> Int = n * 2\n\nfn main() do\n  println(\"😀${twice(2)}\")\nend\n";

fn hover(client: &mut Client, position: Position) -> Option<lsp_types::Hover> {
    let text_document = client.document("main.mpl");
    client.request::<r::HoverRequest>(HoverParams {
        text_document_position_params: TextDocumentPositionParams { text_document, position },
        work_done_progress_params: Default::default(),
    })
}

fn large_files_are_answered() {
    // 5 MB, most of it in comments and texts, so that the debug build of a compiler is done in time.
    let filler = format!("# {}\n", "words ".repeat(500)).repeat(1500);
    let long = format!("const LONG = \"{}\"\n", "é".repeat(250_000));
    let many = (0..300).map(|at| format!("fn f{at}(n :: Int) -> Int = n + {at}\n")).collect::<String>();
    let text = [&filler, &long, &many, MAIN].concat();
    assert!(text.len() > 5_000_000);
    let mut client = Client::start(&[("main.mpl", &text)]);
    client.replace("main.mpl", "twice(2)", "twice(missing)");
    client.wait_for("main.mpl", |found| found.iter().any(|found| found.message.contains("missing")));
    let place = client.at("main.mpl", "twi~ce(missing)").position;
    assert!(hover(&mut client, place).is_some());
    for method in ["textDocument/semanticTokens/full", "textDocument/foldingRange", "textDocument/documentSymbol"] {
        let document = client.document("main.mpl");
        assert!(client.answer(method, json!({ "textDocument": document })).len() > 100, "{method}");
    }
    client.end();
}

fn deep_files_are_answered() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    for piece in ["(", "[", "fn x -> ", "if true do ", "-", "\"${", "{", "case 1 do 1 -> ", "a |> ", "a."] {
        client.replace("main.mpl", "twice(2)", &format!("{}twice(2)", piece.repeat(20_000)));
        let place = client.at("main.mpl", "fn twi~ce").position;
        assert!(hover(&mut client, place).is_some(), "{piece}");
        let document = client.document("main.mpl");
        for method in ["textDocument/semanticTokens/full", "textDocument/foldingRange", "textDocument/formatting"] {
            let options = json!({ "tabSize": 2, "insertSpaces": true });
            client.answer(method, json!({ "textDocument": document, "options": options }));
        }
        let all = client.text("main.mpl").len();
        client.edit("main.mpl", 0, all, MAIN);
    }
    client.wait_for("main.mpl", <[_]>::is_empty);
    client.end();
}

fn places_outside_of_texts() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    let inside = Position { line: 3, character: 12 };
    for line in [0, 3, 4, 5, 1000, u32::MAX] {
        for character in [0, 11, 12, 13, 1000, u32::MAX] {
            let at = Position { line, character };
            hover(&mut client, at);
            for (start, end) in [(at, inside), (inside, at), (at, at)] {
                let document = client.document("main.mpl");
                let params = json!({
                    "textDocument": document, "range": { "start": start, "end": end }, "position": at,
                    "positions": [start, end], "context": { "diagnostics": [] }, "ch": "\n", "newName": "other",
                    "options": { "tabSize": 2, "insertSpaces": true },
                });
                for method in ["codeAction", "inlayHint", "selectionRange", "rangeFormatting", "onTypeFormatting"] {
                    client.answer(&format!("textDocument/{method}"), params.clone());
                }
                client.answer("textDocument/completion", params);
            }
        }
    }
    client.end();
}

fn edits_outside_of_texts() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    let change = |from: (u32, u32), to: (u32, u32), text: &str| {
        let place = |(line, character)| Position { line, character };
        json!({ "range": Range { start: place(from), end: place(to) }, "text": text })
    };
    let uri = client.uri("main.mpl");
    let mut edit = |changes: Vec<Value>| {
        let document = json!({ "uri": uri, "version": 2 });
        client.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    };
    // In the middle of a character: it stays whole, and nothing is lost.
    edit(vec![change((3, 12), (3, 12), "a"), change((3, 12), (3, 12), "")]);
    // Behind all lines, and with the end before the beginning.
    edit(vec![change((u32::MAX, 0), (u32::MAX, 9), "# end\n"), change((9, 9), (4, 3), "\n")]);
    // Neither fits what is announced.
    edit(vec![json!({ "range": "none", "text": 3 })]);
    edit(vec![json!({ "text": "fn main() do\n  println(missing)\nend\n" })]);
    let found = client.wait_for("main.mpl", |found| !found.is_empty());
    assert_eq!(found[0].range.start, Position { line: 1, character: 10 });
    client.end();
}

fn documents_that_are_no_files() {
    let mut client = Client::start(&[("main.mpl", MAIN), ("readme.md", "fn main")]);
    let root = client.uri("");
    let uris = ["untitled:Untitled-1", "http://127.0.0.1/x.mpl", "file://other/x.mpl", "file:///", root.as_str()];
    for uri in uris.into_iter().chain(["file:///nowhere/at/all/x.mpl", "file:///dev/null", "file:///%00%ff.mpl"]) {
        let text = "fn main() do\n  missing\nend\n";
        let document = json!({ "uri": uri, "languageId": "mesh", "version": 1, "text": text });
        client.tell("textDocument/didOpen", json!({ "textDocument": document }));
        let change = json!({ "range": Range::default(), "text": "# c\n" });
        let document = json!({ "uri": uri, "version": 2 });
        client.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        let at = json!({ "textDocument": document, "position": Position { line: 2, character: 3 } });
        client.answer("textDocument/hover", at.clone());
        client.answer("textDocument/completion", at);
        client.tell("textDocument/didClose", json!({ "textDocument": document }));
        let changed = json!({ "changes": [{ "uri": uri, "type": 3 }] });
        client.tell("workspace/didChangeWatchedFiles", changed);
    }
    client.tell("workspace/nonsense", json!([1, 2]));
    client.tell("$/nonsense", Value::Null);
    client.open("readme.md");
    let place = client.at("main.mpl", "fn twi~ce").position;
    assert!(hover(&mut client, place).is_some());
    client.end();
}

fn messages_that_cannot_be_read_are_answered() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    let long = 70_000_000;
    let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let too_long = [format!("Content-Length: {long}\r\n\r\n").into_bytes(), vec![b' '; long]].concat();
    for (bytes, code) in [
        (framed("{bad}"), -32700),
        (framed("\u{fffd}"), -32700),
        (framed(&"[".repeat(100_000)), -32700),
        (b"Content-Length: 2\r\n\r\n\xff\xff".to_vec(), -32700),
        (b"Content-Length: -5\r\n\r\n".to_vec(), -32700),
        (b"Content-Type: text\r\n\r\n".to_vec(), -32700),
        (framed("[1, 2]"), -32600),
        (framed("{\"jsonrpc\": \"2.0\", \"params\": 1}"), -32600),
        (too_long, -32700),
    ] {
        client.write(&bytes);
        let answer = client.strange().replace('\\', "");
        let (code, id) = (format!("\"code\":{code}"), "\"id\":null");
        assert!(answer.contains(&code) && answer.contains(id), "{answer}");
    }
    let place = client.at("main.mpl", "fn twi~ce").position;
    assert!(hover(&mut client, place).is_some());
    client.end();
}

fn an_endless_message_ends_with_its_pipe() {
    let client = Client::start(&[("main.mpl", MAIN)]);
    let (code, said) = client.hang_up(b"Content-Length: 99999999999999\r\n\r\n{}");
    assert_eq!((code, said.trim()), (Some(1), "the editor left without asking for the end"));
}

fn a_pipe_that_closes_ends_the_server() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    client.ask("textDocument/hover", json!({}));
    let (code, said) = client.hang_up(b"");
    assert_eq!(code, Some(1));
    assert!(said.contains("without") && !said.contains("panicked"), "{said}");
}

fn half_a_message_ends_the_server() {
    for half in
        [&b"Content-Length: 4000\r\n\r\n{\"jsonrpc\""[..], b"nonsense\r\n\r\n", b"Content-Length: 9\r\n\r\nnot JSON!"]
    {
        let client = Client::start(&[("main.mpl", MAIN)]);
        let (code, said) = client.hang_up(half);
        assert_eq!(code, Some(1));
        assert!(!said.contains("panicked"), "{said}");
    }
}

fn nobody_reads_and_the_server_ends() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    client.stop_reading();
    let document = client.document("main.mpl");
    for _ in 0..200 {
        if !client.try_tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [] })) {
            break;
        }
        client.try_ask("textDocument/semanticTokens/full", json!({ "textDocument": document }));
    }
    let (code, said) = client.hang_up(b"");
    assert_eq!(code, Some(1));
    assert!(!said.contains("panicked"), "{said}");
}

fn shutdown_without_exit() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    client.request::<r::Shutdown>(());
    // Who asked for the end and then is gone got it.
    let (code, said) = client.hang_up(b"");
    assert_eq!(code, Some(0), "{said}");
}

fn exit_without_shutdown() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    client.tell("exit", Value::Null);
    let (code, said) = client.hang_up(b"");
    assert_eq!(code, Some(1), "{said}");
}

fn requests_behind_shutdown_are_refused() {
    let mut client = Client::start(&[("main.mpl", MAIN)]);
    client.request::<r::Shutdown>(());
    let document = client.document("main.mpl");
    let answer = client.answer("textDocument/documentSymbol", json!({ "textDocument": document }));
    assert!(answer.starts_with("refused:"), "{answer}");
    client.tell("exit", Value::Null);
    assert_eq!(client.hang_up(b"").0, Some(0));
}
