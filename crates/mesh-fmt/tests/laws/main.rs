//! What holds for any text: a program keeps its tree and its comments, and what was formatted is formatted; a text with mistakes
//! is left alone. Tried on every program of the project as it is, laid out otherwise, and spoiled, and on programs of all forms.

// Also used by the laws of the parser, which need more of it.
#[allow(dead_code)]
#[path = "../../../mesh-parser/tests/laws/common.rs"]
mod common;
mod generated;
mod laws;
#[path = "../../../mesh-parser/tests/laws/mutations.rs"]
mod mutations;

use std::cell::Cell;
use std::time::{Duration, Instant};

use common::{cases, pick, programs, sized};
use laws::check;
use mesh_common::FileId;
use mesh_lexer::TokenKind;
use mesh_parser::ast::{FnBody, FnClause, ItemKind};
use mutations::{change, spoil};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

/// Far more than any of these texts needs, so that a busy machine does not fail the test; quadratic time does.
const PATIENCE: Duration = Duration::from_secs(60);

fn config(most: u32) -> ProptestConfig {
    ProptestConfig { cases: cases(most), failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn every_program_keeps_the_laws() {
    let mut formatted = 0;
    for (name, text) in programs() {
        match check(text) {
            Ok(true) => formatted += 1,
            Ok(false) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
    assert!(formatted * 10 > programs().len() * 8, "{formatted} of {}", programs().len());
}

#[test]
fn any_generated_program() {
    let config = config(3000);
    let (right, all) = (Cell::new(0), Cell::new(0));
    let tried = TestRunner::new(config).run(&generated::program(), |text| {
        all.set(all.get() + 1);
        right.set(right.get() + u32::from(check(&text)?));
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
    assert!(right.get() * 2 > all.get(), "only {} of {} generated texts are programs", right.get(), all.get());
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn any_spoiled_program(which in any::<u64>(), changes in prop::collection::vec(change(), 1..6)) {
        let mut text = small(which).to_owned();
        for change in &changes {
            text = spoil(&text, change);
        }
        check(&text)?;
    }

    #[test]
    fn any_layout(which in any::<u64>(), gaps in prop::collection::vec((any::<Index>(), gap()), 1..30)) {
        check(&laid_out(small(which), &gaps))?;
    }
}

/// The kinds of comments, each behind what stands before it or on lines of its own.
const COMMENTS: [&str; 7] = [
    " # said\n",
    "\n# said\n",
    " #= said =# ",
    " #= said\n  on lines =# ",
    "\n## doc\n",
    " # one\n # two\n",
    " #= said =#\n",
];

/// The declarations and statements of the texts that show the style, in which a comment stands at every place where one can.
#[test]
fn a_comment_at_every_gap() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/style");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|suffix| suffix == "mpl"));
    paths.sort();
    let (mut tried, mut failed) = (0, Vec::new());
    let step = if cfg!(debug_assertions) { 5 } else { 1 };
    for program in paths.iter().flat_map(|path| small_programs(&std::fs::read_to_string(path).unwrap())) {
        for token in mesh_lexer::lex(FileId(0), &program).tokens.iter().step_by(step) {
            for comment in COMMENTS {
                let (before, behind) = program.split_at(token.span.start as usize);
                tried += 1;
                failed.extend(check(&[before, comment, behind].concat()).err());
            }
        }
    }
    let shown: Vec<String> = failed.iter().map(|error| error.to_string()).collect();
    assert!(failed.is_empty(), "{} of {tried}:\n{}", failed.len(), shown.join("\n=======\n"));
}

/// Each declaration of a text as a program, and each statement of its functions.
fn small_programs(text: &str) -> Vec<String> {
    let (tree, _) = mesh_parser::parse(FileId(0), text, mesh_common::ModulePath::new("Main"));
    let written = |span: mesh_common::Span| &text[span.start as usize..span.end as usize];
    let mut programs = Vec::new();
    for item in &tree.items {
        match &item.kind {
            ItemKind::Fn(FnClause { body: FnBody::Block(block), .. }) if block.stmts.len() > 1 => {
                let statements = block.stmts.iter().map(|stmt| written(stmt.span));
                programs.extend(statements.map(|statement| format!("fn main() do\n  {statement}\nend\n")));
            }
            _ => programs.push(format!("{}\n", written(item.span))),
        }
    }
    programs
}

/// One of the programs that are not too long.
fn small(which: u64) -> &'static str {
    pick(programs().iter().filter(|(_, text)| text.len() < 8000), which)
}

/// What may stand between two tokens.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "\n",
        "\n",
        "\n\n\n",
        " ",
        "  ",
        "",
        "\r\n",
        "\t",
        " # said\n",
        "\n# said\n",
        "\n\n# said\n\n",
        " #= said =# ",
        "\n#= said =#\n",
        " #= said\n  on lines =# ",
        " ## doc\n",
        "\n## doc\n",
        "#\n#\n",
        ",",
    ])
}

/// The program with other gaps between some of its tokens.
fn laid_out(text: &str, gaps: &[(Index, &str)]) -> String {
    let tokens = mesh_lexer::lex(FileId(0), text).all;
    let is_gap = |kind| matches!(kind, TokenKind::Newline | TokenKind::Blank);
    let mut places: Vec<(usize, &str)> = gaps.iter().map(|(at, gap)| (at.index(tokens.len()), *gap)).collect();
    places.sort_by_key(|(at, _)| *at);
    let (mut changed, mut next) = (String::new(), places.into_iter().peekable());
    for (at, token) in tokens.iter().enumerate() {
        let written = &text[token.span.start as usize..token.span.end as usize];
        let mut given = None;
        while let Some((_, gap)) = next.next_if(|(place, _)| *place == at) {
            given = Some(gap);
        }
        match given {
            // Some replace what is there, some stand before it.
            Some(gap) if is_gap(token.kind) => changed.push_str(gap),
            Some(gap) => changed.extend([gap, written]),
            None => changed.push_str(written),
        }
    }
    changed
}

#[test]
fn deep_and_long_programs_take_no_time_to_speak_of() {
    let nested = |open: &str, middle: &str, close: &str| {
        let depth = 60;
        format!("fn main() do\n  {}{middle}{}\nend\n", open.repeat(depth), close.repeat(depth))
    };
    let long = |piece: &str| piece.repeat(sized(30_000));
    let texts = [
        ("calls", nested("f(x, ", "1", ")")),
        ("closures", nested("f(x, fn a -> ", "1", " end)")),
        ("blocks", nested("f(x) do |y|\n", "1", "\nend")),
        ("lists", nested("[a, ", "1", "]")),
        ("maps", nested("%{a => ", "1", "}")),
        ("structs", nested("Point { x: ", "1", " }")),
        ("parentheses", nested("(a + ", "1", ")")),
        ("ifs", nested("if a do\n", "2", "\nend")),
        ("ifs in calls", nested("f(if a do 1 else g(x) + ", "2", " end)")),
        ("cases", nested("case a do\nx -> ", "1", "\nend")),
        ("tuples with comments", nested("(a, # said\n", "1", ")")),
        ("a sum", format!("fn main() = {}1\n", "a + ".repeat(3000))),
        ("operators of many levels", format!("fn main() = {}1\n", "a + b * c == d and ".repeat(600))),
        ("pipes", format!("fn main() = a{}\n", " |> f(1)".repeat(3000))),
        ("members", format!("fn main() = a{}\n", ".b(1)".repeat(1500))),
        ("else ifs", format!("fn main() do\n{}2\nend\nend\n", "if a do 1\nelse ".repeat(2000))),
        ("statements", format!("fn main() do\n{}end\n", long("f(a, b)\n"))),
        ("a list", format!("fn main() = [{}]\n", long("1, "))),
        ("arms", format!("fn main() do\ncase x do\n{}end\nend\n", long("1 -> 2\n"))),
        ("comments", format!("fn main() do\n{}end\n", long("# said\n"))),
        ("comments behind", format!("fn main() = [{}]\n", long("1, # said\n"))),
        ("functions", long("fn f() = 1\n")),
    ];
    for (name, text) in texts {
        let start = Instant::now();
        let formatted = mesh_fmt::format(FileId(0), &text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(mesh_fmt::format(FileId(0), &formatted).unwrap(), formatted, "{name}");
        assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    }
}
