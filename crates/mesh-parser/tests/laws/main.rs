//! What holds for any text: the lexer tiles it, the parser ends, neither panics, and every diagnostic points into it.

mod accepts;
mod common;
mod edits;
mod mutations;
mod print;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use common::{cases, check, pick, programs, random_tokens, sized};
use mesh_common::{FileId, ModulePath};
use mesh_lexer::TokenKind;
use mutations::{change, spoil};
use proptest::prelude::*;

/// Far more than any of these texts needs, so that a busy machine does not fail the test; quadratic time does.
const PATIENCE: Duration = Duration::from_secs(60);

fn parse(text: &str) -> Vec<mesh_common::Diagnostic> {
    mesh_parser::parse(FileId(0), text, ModulePath::new("Main")).1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        check(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn text_of_the_characters_that_matter(text in r#"[ \n\r\t"\\$#{}()\[\]|=:<>~/'a1.;@&é-]{0,120}"#) {
        check(&text)?;
    }

    #[test]
    fn any_tokens_in_a_row(text in random_tokens()) {
        check(&text)?;
        check(&format!("fn main() do\n{text}\nend\n"))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_spoiled_program(which in any::<u64>(), changes in prop::collection::vec(change(), 1..6)) {
        let mut text = pick(programs(), which).to_owned();
        for change in &changes {
            text = spoil(&text, change);
        }
        check(&text)?;
    }
}

#[test]
fn every_program_keeps_the_laws() {
    for (name, text) in programs() {
        if let Err(error) = check(text) {
            panic!("{name}: {error}");
        }
    }
}

/// The formatter writes these otherwise, so they stand in no file: comparisons beside each other, blanks before what is called, and
/// blocks without indentation.
#[test]
fn layouts_that_stand_in_no_file() {
    for text in [
        "fn f() = all_of(x<High, High>(Low))\n",
        "fn f() = [y<int, string>(y + 1)]\n",
        "fn f(n) do\n  case n do\n    1 ->\n      g()\n      Some (1)\n    2 ->\n      g()\n      PRIMES [0]\n    3 ->\n      g()\n      \
         [4, 5] [1]\n    _ ->\n      g()\n      ([4, 5]) [1]\n  end\nend\n",
        "fn f(a, b) do\nif a do\nif b do\n1\nend\nelse\n2\nend\nend\n",
    ] {
        assert_eq!(parse(text), [], "{text}");
    }
    // Nor does a mistake elsewhere make them wrong.
    let told = parse("fn f(a, b) do\nif a do\nif b do\n1\nend\nelse\n2\nend\nend\n\nfn g() do\nlet x = = 3\nend\n");
    assert_eq!(told.len(), 1, "{told:?}");
}

/// The grammar for editors does not read these, so they stand in no file of the tests.
#[test]
fn forms_that_stand_in_no_file() {
    for text in ["fn f(h :: ([x] :: t)) = t\n", "fn f(p) = p |> link\n", "fn f(g) = g |> spawn\n"] {
        assert_eq!(parse(text), [], "{text}");
    }
}

#[test]
fn a_program_reads_the_same_with_any_line_ends() {
    for (name, text) in programs() {
        // The text of a string keeps its line ends, and so differs.
        let tokens = mesh_lexer::lex(FileId(0), text).tokens;
        let has_lines = |token: &mesh_lexer::Token| {
            let written = &text[token.span.start as usize..token.span.end as usize];
            token.kind == TokenKind::StrText && written.contains('\n')
        };
        if text.contains('\r') || tokens.iter().any(has_lines) {
            continue;
        }
        let tree = |text: &str| {
            let (tree, diagnostics) = mesh_parser::parse(FileId(0), text, ModulePath::new("Main"));
            let said: Vec<String> = diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect();
            (mesh_parser::print::module(&tree), said)
        };
        let unix = tree(text);
        assert_eq!(unix, tree(&text.replace('\n', "\r\n")), "{name} with CRLF");
        assert_eq!(unix, tree(&text.replace('\n', "\r")), "{name} with CR");
        assert_eq!(unix, tree(&with_tabs(text)), "{name} with tabs");
    }
}

/// The text with a tab for each two blanks at the start of a line.
fn with_tabs(text: &str) -> String {
    let line = |line: &str| {
        let rest = line.trim_start_matches(' ');
        "\t".repeat((line.len() - rest.len()) / 2) + rest
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn deep_nesting_is_refused() {
    const DEPTH: usize = sized(10_000);
    let nested = |open: &str, middle: &str, close: &str| {
        format!("fn main() do\n  {}{middle}{}\nend\n", open.repeat(DEPTH), close.repeat(DEPTH))
    };
    let nested_type = format!("type T = {}Int{}\n", "List<".repeat(DEPTH), ">".repeat(DEPTH));
    let nested_pattern = |open: &str, close: &str| {
        let pattern = format!("{}x{}", open.repeat(DEPTH), close.repeat(DEPTH));
        format!("fn main() do\ncase y do\n{pattern} -> 1\nend\nend\n")
    };
    let texts = [
        ("parentheses", nested("(", "1", ")")),
        ("open parentheses", nested("(", "1", "")),
        ("lists", nested("[", "", "]")),
        ("open lists", nested("[", "", "")),
        ("maps", nested("%{1 => ", "2", "}")),
        ("structs", nested("P { x: ", "2", "}")),
        ("json", nested("json { x: ", "2", "}")),
        ("ifs", nested("if a do\n", "1", "\nend")),
        ("open ifs", nested("if a do\n", "1", "")),
        ("ifs in conditions", nested("if ", "a", " do 1 end")),
        ("ifs in elses", nested("if a do 1 else\n", "2", " end")),
        ("cases", nested("case a do\n x -> ", "1", "\nend")),
        ("open cases", nested("case a do\n x -> ", "1", "")),
        ("receives", nested("receive do\n x -> ", "1", "\nend")),
        ("afters", nested("receive do after 1 -> ", "1", "\nend")),
        ("loops", nested("while a do\n", "1", "\nend")),
        ("for loops", nested("for x in y do\n", "1", "\nend")),
        ("closures", nested("fn x -> ", "1", " end")),
        ("closures with blocks", nested("fn x do ", "1", " end")),
        ("open closures", nested("fn x -> ", "1", "")),
        ("calls", nested("f(", "1", ")")),
        ("callbacks", nested("f() do |x|\n", "1", "\nend")),
        ("indices", nested("x[", "1", "]")),
        ("strings", nested("\"${", "1", "}\"")),
        ("minus signs", nested("- ", "1", "")),
        ("nots", nested("not ", "a", "")),
        ("spawns", nested("spawn(", "f", ")")),
        ("returns", nested("return ", "1", "")),
        ("functions", nested("  fn f() do\n  ", "1", "\nend")),
        ("lets with else", nested("let x = y else\n", "1", "\nend")),
        ("types", nested_type),
        ("function types", format!("type T = {}Int\n", "Fun() -> ".repeat(DEPTH))),
        ("results", format!("type T = {}Int\n", "Int!".repeat(DEPTH))),
        ("tuple types", format!("type T = {}Int{}\n", "(".repeat(DEPTH), ")".repeat(DEPTH))),
        ("tuple patterns", nested_pattern("(", ")")),
        ("list patterns", nested_pattern("[", "]")),
        ("constructor patterns", nested_pattern("Some(", ")")),
        ("struct patterns", nested_pattern("P { x: ", "}")),
        ("cons patterns", nested_pattern("a :: ", "")),
    ];
    for (name, text) in texts {
        let start = Instant::now();
        let diagnostics = parse(&text);
        assert!(
            diagnostics.iter().any(|diagnostic| diagnostic.message.contains("nested too deeply")),
            "{name}: {diagnostics:?}"
        );
        assert!(diagnostics.len() == 1, "{name}: {} diagnostics", diagnostics.len());
        assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn long_chains_are_read_or_refused() {
    const LENGTH: usize = sized(100_000);
    let chains = [
        ("a sum", "1 + ".repeat(LENGTH) + "1"),
        ("pipes", "x |> ".repeat(LENGTH) + "f"),
        ("calls", "f".to_owned() + &"()".repeat(LENGTH)),
        ("members", "a".to_owned() + &".b".repeat(LENGTH)),
        ("question marks", "a".to_owned() + &"?".repeat(LENGTH)),
        ("else ifs", "if a do 1 else ".repeat(LENGTH) + "2 end"),
    ];
    for (name, text) in chains {
        let start = Instant::now();
        let diagnostics = parse(&format!("fn main() do\n{text}\nend\n"));
        assert!(!diagnostics.is_empty() && diagnostics.len() <= 3, "{name}: {} diagnostics", diagnostics.len());
        assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    }
    let wide = [
        ("statements", "f(1)\n".repeat(LENGTH)),
        ("a list", format!("[{}]", "1, ".repeat(LENGTH))),
        ("arguments", format!("f({}1)", "a, ".repeat(LENGTH))),
        ("arms", format!("case x do\n{}end", "1 -> 2\n".repeat(LENGTH))),
        ("alternatives", format!("case x do\n{}2 -> 3\nend", "1 | ".repeat(LENGTH))),
        ("a string", format!("\"{}\"", "a${1}".repeat(LENGTH))),
    ];
    for (name, text) in wide {
        let diagnostics = parse(&format!("fn main() do\n{text}\nend\n"));
        assert!(diagnostics.is_empty(), "{name}: {:?}", diagnostics[0]);
    }
}

#[test]
fn endless_lines_take_no_time_to_speak_of() {
    let fill = |piece: &str, length: usize| piece.repeat(length / piece.len());
    let pieces = [
        "a",
        "a ",
        "1 ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "\" ",
        "'",
        "#",
        "#= ",
        "do ",
        "end ",
        "fn ",
        "fn x -> ",
        "if ",
        "case x do ",
        "else ",
        "| ",
        "-> ",
        "x -> ",
        "x => ",
        "= ",
        "let ",
        "let x = 1 ",
        "f(",
        "f() ",
        "f(1); ",
        "x y ",
        "sql\"",
        "sql\"${",
        "\"${",
        "~",
        "~r/",
        "& ",
        "`",
        "“",
        "\0",
        "\u{feff}",
        "é",
        "日本",
        ":",
        ":a ",
        ",",
        ". ",
        "end; ",
        "if a do 1 end; ",
        "receive do ",
        "after ",
        "when ",
        "// ",
        "/* ",
        "i++ ",
        "a + ",
        "- ",
        "not ",
        "@ ",
        "struct ",
        "type T = ",
        "0x",
        "1e",
        "return ",
        "spawn f(1) ",
        "class A ",
        "var x ",
        "elif ",
        "P { ",
        "%{ ",
        "json { ",
        "x |> ",
        "assert_receive ",
        "try do ",
    ];
    for piece in pieces {
        for text in [
            fill(piece, sized(50_000)),
            format!("fn main() do\n  {}\nend\n", fill(piece, sized(50_000))),
            format!("fn main() do\n  case x do\n{}", fill(piece, sized(50_000))),
        ] {
            let start = Instant::now();
            let diagnostics = parse(&text);
            assert!(start.elapsed() < PATIENCE, "{piece:?} took {:?}", start.elapsed());
            assert!(diagnostics.len() <= 202, "{piece:?}: {} diagnostics", diagnostics.len());
        }
    }
    for piece in ["a", "é", "x + ", "f(1); ", "[1, ", "\"", "'", ") ", "日本 = "] {
        let start = Instant::now();
        parse(&format!("fn main() do\n  {}\nend\n", fill(piece, sized(1_000_000))));
        assert!(start.elapsed() < PATIENCE, "{piece:?} took {:?}", start.elapsed());
    }
}

/// A cascade would show here: what one missing token leads to.
#[test]
fn one_token_less_makes_few_complaints() {
    // By the number of complaints. Each thread takes the next program.
    let (next, found) = (AtomicUsize::new(0), [const { AtomicUsize::new(0) }; 4]);
    let count = || {
        while let Some((_, text)) = programs().get(next.fetch_add(1, Relaxed)) {
            // A file of several, of which some are SQL, is no program either.
            if !parse(text).is_empty() {
                continue;
            }
            let tokens = mesh_lexer::lex(FileId(0), text).tokens;
            // Every 29th token of every program, in the loop of an edit every 116th.
            for token in tokens.iter().step_by(if cfg!(debug_assertions) { 116 } else { 29 }) {
                let (start, end) = (token.span.start as usize, token.span.end as usize);
                let complaints = parse(&format!("{}{}", &text[..start], &text[end..])).len();
                found[complaints.min(3)].fetch_add(1, Relaxed);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(count))));
    let [_, one, two, more] = found.map(AtomicUsize::into_inner);
    let broken = one + two + more;
    assert!(broken > sized(1000), "{broken} broken programs");
    assert!(one * 100 > broken * 85, "{one} of {broken} with one diagnostic");
    assert!((one + two) * 100 > broken * 93, "{} of {broken} with at most two", one + two);
}
