//! Formatting, renaming, `end`.

use lsp_types::request as r;
use lsp_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, FileRename,
    FormattingOptions, Position, Range, RenameFilesParams, RenameParams,
};

use crate::Test;
use crate::client::Client;

pub const TESTS: &[Test] = &[
    ("formats_files_and_ranges", formats_files_and_ranges),
    ("ranges_stay_the_same_program", ranges_stay_the_same_program),
    ("renames_across_files", renames_across_files),
    ("renames_keep_fields_and_variables_apart", renames_keep_fields_and_variables_apart),
    ("refuses_names_that_clash", refuses_names_that_clash),
    ("renames_one_of_two_arities_and_in_examples", renames_one_of_two_arities_and_in_examples),
    ("refuses_where_a_use_may_be_missed", refuses_where_a_use_may_be_missed),
    ("imports_follow_files", imports_follow_files),
    ("a_new_line_gets_its_end", a_new_line_gets_its_end),
];

fn formats_files_and_ranges() {
    let text = "fn main()  do\n  let a=1\n  let b   = 2\n  println(a+b)\nend\n";
    let mut client = Client::start(&[("main.mpl", text)]);
    let params = DocumentFormattingParams {
        text_document: client.document("main.mpl"),
        options: FormattingOptions::default(),
        work_done_progress_params: Default::default(),
    };
    let edits = client.request::<r::Formatting>(params).unwrap();
    let whole = client.edited("main.mpl", &edits);
    assert_eq!(whole, "fn main() do\n  let a = 1\n  let b = 2\n  println(a + b)\nend\n");
    let params = DocumentRangeFormattingParams {
        text_document: client.document("main.mpl"),
        range: client.range("main.mpl", "println"),
        options: FormattingOptions::default(),
        work_done_progress_params: Default::default(),
    };
    let edits = client.request::<r::RangeFormatting>(params).unwrap();
    assert!(client.edited("main.mpl", &edits).contains("println(a + b)"));
    client.end();
}

/// Whichever lines are asked for, what is there stays there, and once.
fn ranges_stay_the_same_program() {
    let text = "fn f(a :: Bool) do\n  if a do\n    if a do\n      if a do\n        println(\"x\")\n    end\n  end end\nend\n\n\
                fn main()  do\n  f(true)\nend\n";
    let mut client = Client::start(&[("main.mpl", text)]);
    let lines = text.lines().count() as u32;
    for (from, to) in (0..lines).flat_map(|from| (from..lines).map(move |to| (from, to))) {
        let params = DocumentRangeFormattingParams {
            text_document: client.document("main.mpl"),
            range: Range { start: Position { line: from, character: 0 }, end: Position { line: to, character: 5 } },
            options: FormattingOptions::default(),
            work_done_progress_params: Default::default(),
        };
        let edits = client.request::<r::RangeFormatting>(params).unwrap();
        let edited = client.edited("main.mpl", &edits);
        assert!(edited.split_whitespace().eq(text.split_whitespace()), "lines {from} to {to}:\n{edited}");
        assert!(to >= 9 || edited.contains("main()  do"), "lines {from} to {to}:\n{edited}");
    }
    client.end();
}

const MAIN: &str = "\
from Kinds import Item, label

fn shown(item :: Item) -> String do
  let name = label(item)
  name <> item.name
end

fn main() do
  let item = Item { name: \"n\", count: 1 }
  println(shown(item))
end
";

const KINDS: &str = "\
pub struct Item do
  name :: String
  count :: Int
end

pub fn label(item :: Item) -> String do
  case item do
    Item { name, count } -> \"${name}: ${count}\"
  end
end

pub fn other(label :: String) -> String do
  label
end
";

fn client() -> Client {
    Client::start(&[("main.mpl", MAIN), ("kinds.mpl", KINDS)])
}

fn rename(client: &mut Client, name: &str, marked: &str, new: &str) -> Result<Vec<(String, String)>, String> {
    let params = RenameParams {
        text_document_position: client.at(name, marked),
        new_name: new.to_owned(),
        work_done_progress_params: Default::default(),
    };
    let edit = client.try_request::<r::Rename>(params)?.expect("something to rename");
    Ok(client.changed(&edit).into_iter().collect())
}

fn renames_across_files() {
    let mut client = client();
    let changed = rename(&mut client, "main.mpl", "let name = lab~el(item)", "caption").unwrap();
    let texts: Vec<&str> = changed.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts[0], KINDS.replace("pub fn label", "pub fn caption"));
    assert_eq!(texts[1], MAIN.replace("label", "caption"));
    let changed = rename(&mut client, "kinds.mpl", "struct It~em", "Thing").unwrap();
    assert_eq!(changed[0].1, KINDS.replace("Item", "Thing"));
    assert_eq!(changed[1].1, MAIN.replace("Item", "Thing"));
    let changed = rename(&mut client, "main.mpl", "let na~me", "text").unwrap();
    assert_eq!(changed[0].1, MAIN.replace("let name", "let text").replace("  name <>", "  text <>"));
    client.end();
}

fn renames_keep_fields_and_variables_apart() {
    let mut client = client();
    let changed = rename(&mut client, "kinds.mpl", "co~unt :: Int", "number").unwrap();
    assert_eq!(
        changed[0].1,
        KINDS.replace("  count ::", "  number ::").replace("name, count }", "name, number: count }")
    );
    assert_eq!(changed[1].1, MAIN.replace("count: 1", "number: 1"));
    let changed = rename(&mut client, "kinds.mpl", "${co~unt}", "number").unwrap();
    let wanted = KINDS.replace("name, count }", "name, count: number }").replace("${count}", "${number}");
    assert_eq!(changed, [("kinds.mpl".to_owned(), wanted)]);
    client.end();
}

fn refuses_names_that_clash() {
    let mut client = client();
    let mut refused = |marked: &str, name: &str, new: &str, why: &str| {
        let error = rename(&mut client, name, marked, new).unwrap_err();
        assert!(error.contains(why), "{marked} to {new}: {error}");
    };
    refused("pub fn lab~el", "kinds.mpl", "other", "taken");
    refused("co~unt :: Int", "kinds.mpl", "name", "taken");
    refused("let na~me", "main.mpl", "item", "something else");
    refused("let na~me", "main.mpl", "Name", "letter");
    refused("let na~me", "main.mpl", "let", "no name");
    refused("let na~me", "main.mpl", "a b", "no name");
    refused("fn ma~in", "main.mpl", "start", "main");
    refused("print~ln", "main.mpl", "put", "library");
    client.end();
}

/// An import of functions of two numbers of parameters brings both, and the examples of comments name them, too.
fn renames_one_of_two_arities_and_in_examples() {
    let a = "## ```mesh\n## assert_eq A.f(2) + f(1), 4\n## ```\npub fn f(x :: Int) -> Int = x\n\n\
             pub fn f(x :: Int, y :: Int) -> Int = f(x) + y\n";
    let main = "from A import f\n\nfn main() do\n  println(\"${f(1)} ${f(1, 2)}\")\nend\n";
    let mut client = Client::start(&[("main.mpl", main), ("a.mpl", a)]);
    let changed = rename(&mut client, "a.mpl", "pub fn f~(x :: Int) -> Int = x", "g").unwrap();
    let wanted =
        a.replace("A.f(2)", "A.g(2)").replace("fn f(x :: Int) ->", "fn g(x :: Int) ->").replace("= f(x)", "= g(x)");
    assert_eq!(changed[0].1, wanted);
    assert_eq!(changed[1].1, main.replace("import f", "import g, f").replace("${f(1)}", "${g(1)}"));
    client.end();
    let text = "struct T do\n  x :: Int\nend\n\nfn f<U>(x :: U, t :: T) -> Int = t.x\n\n\
                fn main() do\n  println(\"${f(\"a\", T { x: 3 })}\")\nend\n";
    let mut client = Client::start(&[("main.mpl", text)]);
    for new in ["U", "String", "Float"] {
        let error = rename(&mut client, "main.mpl", "struct T~", new).unwrap_err();
        assert!(error.contains("something else"), "{error}");
    }
    assert!(rename(&mut client, "main.mpl", "struct T~", "V").is_ok());
    client.end();
}

/// What is named in a declaration that cannot be read would keep its old name.
fn refuses_where_a_use_may_be_missed() {
    let text = "fn half(n :: Int) -> Int = n / 2\n\nfn other() -> Int = half(1))\n\n\
                fn whole(m :: Int) -> Int = m\n\nfn main() do\n  println(\"${half(whole(2))}\")\nend\n";
    let mut client = Client::start(&[("main.mpl", text)]);
    let error = rename(&mut client, "main.mpl", "fn ha~lf", "part").unwrap_err();
    assert!(error.contains("`main.mpl` has a syntax error where `half` stands"), "{error}");
    for (marked, new) in [("fn who~le", "all"), ("who~le(m", "all"), ("(m~ :: Int", "n")] {
        assert!(rename(&mut client, "main.mpl", marked, new).is_ok(), "{marked}");
    }
    client.end();
}

fn imports_follow_files() {
    let mut client = Client::start(&[
        ("main.mpl", "import Kinds\n\nfn main() do\n  println(Kinds.label(\"a\"))\nend\n"),
        ("kinds.mpl", "pub fn label(a :: String) -> String do\n  a\nend\n"),
    ]);
    let params = RenameFilesParams {
        files: vec![FileRename {
            old_uri: client.uri("kinds.mpl").to_string(),
            new_uri: client.uri("shop/sorts.mpl").to_string(),
        }],
    };
    let edit = client.request::<r::WillRenameFiles>(params).unwrap();
    let changed = client.changed(&edit);
    assert_eq!(changed["main.mpl"], "import Shop.Sorts\n\nfn main() do\n  println(Sorts.label(\"a\"))\nend\n");
    client.end();
}

fn a_new_line_gets_its_end() {
    let text = "fn main() do\n  if true do\n    \n  println(\"a\")\nend\n";
    let mut client = Client::start(&[("main.mpl", text)]);
    let params = DocumentOnTypeFormattingParams {
        text_document_position: client.at("main.mpl", "true do\n    ~\n"),
        ch: "\n".to_owned(),
        options: FormattingOptions::default(),
    };
    let edits = client.request::<r::OnTypeFormatting>(params).unwrap();
    let changed = client.edited("main.mpl", &edits);
    assert_eq!(changed, "fn main() do\n  if true do\n    \n  end\n  println(\"a\")\nend\n");
    // One that is closed gets none.
    client.replace("main.mpl", "    \n", "    \n  end\n");
    let params = DocumentOnTypeFormattingParams {
        text_document_position: client.at("main.mpl", "true do\n    ~\n"),
        ch: "\n".to_owned(),
        options: FormattingOptions::default(),
    };
    assert!(client.request::<r::OnTypeFormatting>(params).is_none());
    client.end();
}
