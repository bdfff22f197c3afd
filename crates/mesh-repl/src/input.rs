//! What somebody has typed: whether it is whole, and of which parts it consists.

use mesh_common::{FileId, Idx as _, ModulePath};
use mesh_parser::ast::{Item, ItemKind, Stmt};

/// Whether nothing is left open at the end: a block, a parenthesis, a text over lines, an operator that wants something.
/// What is wrong otherwise is whole.
pub fn is_whole(text: &str) -> bool {
    let file = FileId::from_usize(0);
    let unclosed = mesh_lexer::lex(file, text).unclosed;
    if unclosed.is_some_and(|span| text[span.start as usize..].trim_start_matches("sql").starts_with("\"\"\"")) {
        return false;
    }
    let end = text.trim_end().len() as u32;
    let (_, found) = mesh_parser::parse(file, text, ModulePath::new("Input"));
    // Where lines are not indented, a block seems to end at the next `fn`; it goes on while somebody types.
    if found.iter().any(|found| found.help.as_deref() == Some("add `end`")) {
        return false;
    }
    let mut wrong = found.iter().filter(|found| found.is_error()).peekable();
    let is_at_the_end =
        wrong.peek().is_some() && wrong.all(|found| found.labels.iter().any(|label| label.span.start >= end));
    !is_at_the_end
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
    use super::is_whole;

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
