//! What somebody has typed: whether it is whole, and of which parts it consists.

use mesh_common::{FileId, Idx as _, ModulePath};
use mesh_lexer::{Lexed, Token, TokenKind as T};
use mesh_parser::ast::{Item, ItemKind, Stmt};

use crate::commands;

/// The lines of an input that is typed. What they open and close is counted, each line once; the parser, which would read
/// all of them for each line, is asked where all may be closed, and whenever much has come since it was asked.
#[derive(Default)]
pub struct Typed {
    pub text: String,
    /// How much of it the parser has seen.
    parsed: usize,
    /// How much of it is counted: not the beginning of a text over lines.
    counted: usize,
    /// What waits for its `end` (`do`) or its bracket. It may be less than there is: the parser finds the rest.
    open: Vec<T>,
}

impl Typed {
    /// Takes the next line, with its line break.
    pub fn push(&mut self, line: &str) {
        let in_text = self.counted < self.text.len();
        self.text.push_str(line);
        if in_text && !line.contains("\"\"\"") {
            return;
        }
        let text = &self.text[self.counted..];
        let lexed = mesh_lexer::lex(FileId::from_usize(0), text);
        if !is_in_text(text, &lexed) {
            count(text, &lexed.tokens, &mut self.open);
            self.counted = self.text.len();
        }
    }

    /// Whether what is typed is to be evaluated.
    pub fn is_whole(&mut self) -> bool {
        let is_open = !self.open.is_empty() || self.counted < self.text.len();
        if is_open && self.text.len() - self.parsed <= self.parsed / 8 {
            return false;
        }
        self.parsed = self.text.len();
        let left = left_open(commands::program_of(&self.text));
        if left == Left::Block && self.open.is_empty() {
            self.open.push(T::Do);
        }
        left == Left::Nothing
    }
}

/// What is open at the end.
#[derive(PartialEq)]
enum Left {
    Nothing,
    /// A block, and perhaps more.
    Block,
    /// A parenthesis, a text over lines, an operator that wants something.
    Other,
}

/// What is left open at the end of the text. What is wrong otherwise is whole.
fn left_open(text: &str) -> Left {
    let file = FileId::from_usize(0);
    if is_in_text(text, &mesh_lexer::lex(file, text)) {
        return Left::Other;
    }
    let end = text.trim_end().len() as u32;
    let (_, found) = mesh_parser::parse(file, text, ModulePath::new("Input"));
    // Where lines are not indented, a block seems to end at the next `fn`; it goes on while somebody types.
    if found.iter().any(|found| found.help.as_deref() == Some("add `end`")) {
        return Left::Block;
    }
    let mut wrong = found.iter().filter(|found| found.is_error()).peekable();
    let is_at_the_end =
        wrong.peek().is_some() && wrong.all(|found| found.labels.iter().any(|label| label.span.start >= end));
    if is_at_the_end { Left::Other } else { Left::Nothing }
}

/// Whether the end stands in a text over lines.
fn is_in_text(text: &str, lexed: &Lexed) -> bool {
    let begins = |start: u32| text[start as usize..].trim_start_matches("sql").starts_with("\"\"\"");
    lexed.unclosed.is_some_and(|span| begins(span.start))
}

/// Notes what the tokens open and close.
fn count(text: &str, tokens: &[Token], open: &mut Vec<T>) {
    let kind = |at: usize| tokens.get(at).map_or(T::Eof, |token| token.kind);
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            T::Do if at > 0 && kind(at - 1) == T::Do => {}
            T::Do | T::LParen | T::LBracket | T::LBrace => open.push(token.kind),
            T::Fn if is_arrow_closure(text, &tokens[at..]) => open.push(T::Do),
            T::End => close(T::Do, open),
            // The `end` of the last one is that of all.
            T::Else if kind(at + 1) == T::If => close(T::Do, open),
            T::RParen => close(T::LParen, open),
            T::RBracket => close(T::LBracket, open),
            T::RBrace => close(T::LBrace, open),
            _ => {}
        }
    }
}

/// Closes the innermost `opener`, and what was left open inside of it. A bracket closes nothing outside of its block.
fn close(opener: T, open: &mut Vec<T>) {
    let found = open.iter().rposition(|kind| *kind == opener || *kind == T::Do);
    if let Some(at) = found.filter(|&at| open[at] == opener) {
        open.truncate(at);
    }
}

/// Whether the `fn` that comes first begins a closure whose `end` has no `do`.
fn is_arrow_closure(text: &str, tokens: &[Token]) -> bool {
    let kinds: Vec<T> = tokens.iter().take(3).map(|token| token.kind).collect();
    if matches!(kinds[..], [_, T::Ident, T::LParen | T::Lt]) {
        return false;
    }
    // The types of functions have arrows too.
    let mut types = 0;
    for token in &tokens[1..] {
        match token.kind {
            T::Ident if &text[token.span.start as usize..token.span.end as usize] == "Fun" => types += 1,
            T::Arrow if types > 0 => types -= 1,
            T::Arrow => return true,
            T::Do | T::Newline => return false,
            _ => {}
        }
    }
    false
}

/// What is done at once.
pub enum Part {
    /// Declarations that stand together, imports among them.
    Items(Vec<Item>),
    Stmt(Box<Stmt>),
}

/// The parts of an input, in their order.
pub fn parts(items: Vec<Item>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for item in items {
        if let ItemKind::Stmt(stmt) = item.kind {
            parts.push(Part::Stmt(Box::new(stmt)));
        } else if let Some(Part::Items(items)) = parts.last_mut() {
            items.push(item);
        } else {
            parts.push(Part::Items(vec![item]));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::Typed;

    /// Whether the text is whole behind its last line, and not before.
    fn is_whole(text: &str) -> bool {
        let mut typed = Typed::default();
        let mut lines = text.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            typed.push(line);
            let whole = typed.is_whole();
            if lines.peek().is_none() {
                return whole;
            }
            assert!(!whole, "{:?} of {text:?} is whole", typed.text);
        }
        true
    }

    #[test]
    fn a_long_input_is_whole_at_its_end() {
        let step = "  let n = if n > 1 do\n    1\n  else if n > 0 do\n    2\n  else\n    3\n  end\n";
        let closures = "  let f = fn x -> x end\n  let g = fn (h :: Fun(Int) -> Int) do\n    h(1)\n  end\n";
        let texts = "  let t = \"\"\"\n    do (\n    \"\"\"\n  let Some(n) = f(n) else\n    return 0\n  end\n";
        for part in [step, closures, texts, "  # do\n", "  let (a, b) = (1,\n    2)\n"] {
            let text = format!("fn f(n :: Int) -> Int do\n{}  n\nend\n", part.repeat(60));
            assert!(is_whole(&text), "{text}");
        }
        let list = (0..500).fold("let xs = [\n".to_owned(), |mut list, n| {
            writeln!(list, "  {n},").unwrap();
            list
        });
        assert!(is_whole(&(list + "] ++\n[1]\n")));
    }

    #[test]
    fn what_is_open_asks_for_more() {
        for text in [
            "fn f(x) do\n",
            "if x do\n  1\n",
            "if a do 1 else if b do 2 else\n",
            "let f = fn x ->\n",
            "let a = [1,\n",
            "println(\"a\"\n",
            "let x =\n",
            "1 +\n",
            "\"\"\"\n  a\n",
            "struct P do\n  x :: Int\n",
            "case 1 do\n  1 -> 2\n",
            "%{\"a\" =>\n",
            "actor a() do\n  receive do\n",
            "service S do\nfn init(n :: Int) -> Int = n\n",
            "service S do\nfn init(n :: Int) -> Int = n\ncall Get() :: Int do |n|\n(n, n)\nend\n",
            "impl Show for P do\nfn show(self) -> String do\n\"p\"\nend\n",
        ] {
            assert!(!is_whole(text), "{text:?} is whole");
        }
    }

    #[test]
    fn what_is_closed_or_wrong_does_not() {
        for text in [
            "1 + 1\n",
            "fn f(x) do\n  x\nend\n",
            "fn f(x) = x\n",
            "let a = [1, 2]\n",
            "\"\"\"\n  a\n  \"\"\"\n",
            "1 + 1 )\n",
            "end\n",
            "\"abc\n",
            "# a comment\n",
            "if true do 1 else 2 end\n",
            "service S do\nfn init(n :: Int) -> Int = n\ncall Get() :: Int do |n|\n(n, n)\nend\nend\n",
            "",
        ] {
            assert!(is_whole(text), "{text:?} is not whole");
        }
    }
}
