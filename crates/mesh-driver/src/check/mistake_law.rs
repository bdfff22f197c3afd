//! The law that a mistake of types costs one message: in programs that are right, one name is misspelt where it is used, or one
//! number becomes a text. What is said then is counted.

use mesh_lexer::{Token, TokenKind as T};

use super::unread_law::programs;
use super::*;

/// So many places are tried: fewer by a compiler that is not optimised.
const PLACES: usize = if cfg!(debug_assertions) { 30 } else { 1500 };

/// The text with a mistake at the token at a position, unless it is none that can be spoilt.
fn mistaken(text: &str, tokens: &[Token], at: usize) -> Option<String> {
    let token = tokens.get(at)?;
    let text_of = |token: &Token| &text[token.span.start as usize..token.span.end as usize];
    let before = at.checked_sub(1).and_then(|at| tokens.get(at))?;
    let after = tokens.get(at + 1)?;
    let word = text_of(token);
    let with = match token.kind {
        // `x |> f`, `a + b`, `f(a, b)`: neither a name that is declared nor one of a field.
        T::Ident if word.starts_with(char::is_lowercase) && word.len() > 2 => {
            let used = matches!(before.kind, T::Plus | T::Minus | T::Star | T::PipeGt | T::EqEq | T::Dot);
            let declared = matches!(after.kind, T::ColonColon | T::Colon | T::Arrow | T::Comma | T::Bar | T::Eq);
            (used && !declared).then(|| format!("{word}_not_there"))?
        }
        T::Int if !matches!(before.kind, T::DotDot | T::Minus) && matches!(after.kind, T::RParen | T::Newline) => {
            "\"not a number\"".to_owned()
        }
        _ => return None,
    };
    Some(format!("{}{with}{}", &text[..token.span.start as usize], &text[token.span.end as usize..]))
}

#[test]
fn a_mistake_costs_one_message() {
    // The compiler has a larger stack than tests, and some programs are deep.
    let law = std::thread::Builder::new().stack_size(mesh_common::parallel::STACK_BYTES).spawn(one_message).unwrap();
    law.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn one_message() {
    let single: Vec<String> =
        programs().into_iter().filter(|files| files.len() == 1).map(|mut files| files.remove(0).1).collect();
    let mut places: Vec<(usize, String)> = Vec::new();
    for (program, text) in single.iter().enumerate() {
        let tokens = mesh_lexer::lex(mesh_common::FileId(0), text).tokens;
        places.extend((0..tokens.len()).filter_map(|at| Some((program, mistaken(text, &tokens, at)?))));
    }
    let step = (places.len() / PLACES).max(1);
    let file = |text: &str| [("main.mpl".to_owned(), text.to_owned())];
    let mut is_right: Vec<Option<bool>> = vec![None; single.len()];
    let (mut counts, mut worst) = ([0usize; 4], Vec::new());
    for (program, text) in places.iter().step_by(step) {
        if !*is_right[*program].get_or_insert_with(|| !check_sources(file(&single[*program])).has_errors()) {
            continue;
        }
        let checked = check_sources(file(text));
        let errors = checked.diagnostics.iter().filter(|found| found.is_error()).count();
        if checked.diagnostics.iter().any(|found| found.code == Code::P0001) {
            continue;
        }
        counts[errors.min(3)] += 1;
        if errors > 2 {
            worst.push(mesh_common::diagnostic::render::render_text(&checked.diagnostics, &checked.sources, false));
        }
    }
    let [_, one, two, more] = counts;
    let wrong = one + two + more;
    assert!(wrong * 3 > PLACES, "{wrong} mistakes");
    assert!(one * 100 >= wrong * 95, "{one} of {wrong} with one message\n{}", worst.join("\n"));
    assert!((one + two) * 100 >= wrong * 97, "{} of {wrong} with at most two\n{}", one + two, worst.join("\n"));
}
