//! SQL as tokens: enough to know words, names and texts apart on both databases.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Word,
    /// `"name"` and `` `name` ``
    Name,
    /// `'text'`
    Text,
    /// `$$text$$`, of PostgreSQL.
    Dollar,
    Number,
    /// `?`, `?1`, `$1`, `:name`, `@name`
    Parameter,
    Symbol,
    /// A text, name or comment without an end.
    Open,
}

/// One token and its place.
#[derive(Clone, Debug)]
pub struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    pub bytes: Range<usize>,
}

impl Token<'_> {
    /// Whether this is a word, in whatever case.
    pub fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }
    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }
    /// The name that a word or quoted name stands for, in small letters.
    pub fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_lowercase()),
            Kind::Name => Some(self.text[1..self.text.len() - 1].to_lowercase()),
            _ => None,
        }
    }
}

/// The longest symbols first.
const SYMBOLS: [&str; 24] = [
    "->>", "#>>", "!~*", "::", "->", "#>", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>", "@>", "<@", "?|", "?&",
    "&&", "~*", "!~", "~~", "@@", ":=",
];

/// The tokens of a text; blanks and comments are left out.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => match rest[2..].find("*/") {
                Some(end) => (None, end + 4),
                None => (Some(Kind::Open), rest.len()),
            },
            '\'' => quoted(rest, '\'', Kind::Text),
            '"' => quoted(rest, '"', Kind::Name),
            '`' => quoted(rest, '`', Kind::Name),
            '0'..='9' => (Some(Kind::Number), number(rest)),
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => (Some(Kind::Number), number(rest)),
            '$' => dollar(rest),
            '?' if !rest.starts_with("?|") && !rest.starts_with("?&") => {
                (Some(Kind::Parameter), 1 + run(&rest[1..], |c| c.is_ascii_digit()))
            }
            ':' | '@' if rest[1..].starts_with(starts_word) => {
                (Some(Kind::Parameter), 1 + run(&rest[1..], continues_word))
            }
            _ if starts_word(first) => (Some(Kind::Word), run(rest, continues_word)),
            _ => {
                let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
                (Some(Kind::Symbol), symbol.map_or(first.len_utf8(), |symbol| symbol.len()))
            }
        };
        if let Some(kind) = kind {
            found.push(Token { kind, text: &rest[..length], bytes: at..at + length });
        }
        at += length;
    }
    found
}

fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn run(text: &str, accept: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !accept(c)).unwrap_or(text.len())
}

fn number(text: &str) -> usize {
    run(text, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_')
}

/// A text between quotes, in which two quotes stand for one.
fn quoted(text: &str, quote: char, kind: Kind) -> (Option<Kind>, usize) {
    let mut at = 1;
    while let Some(end) = text[at..].find(quote) {
        at += end + 1;
        if !text[at..].starts_with(quote) {
            return (Some(kind), at);
        }
        at += 1;
    }
    (Some(Kind::Open), text.len())
}

/// `$1`, `$tag$ text $tag$`
fn dollar(text: &str) -> (Option<Kind>, usize) {
    let tag = 1 + run(&text[1..], |c| c.is_alphanumeric() || c == '_');
    if text[1..].starts_with(|c: char| c.is_ascii_digit()) || !text[tag..].starts_with('$') {
        return (Some(Kind::Parameter), tag);
    }
    let mark = &text[..tag + 1];
    match text[mark.len()..].find(mark) {
        Some(end) => (Some(Kind::Dollar), end + 2 * mark.len()),
        None => (Some(Kind::Open), text.len()),
    }
}

/// The statements of a script: at each `;` that is not inside of a trigger.
pub fn statements<'a, 't>(all: &'a [Token<'t>]) -> Vec<&'a [Token<'t>]> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, token) in all.iter().enumerate() {
        let is_trigger = all[start..at].iter().take(4).any(|token| token.is("trigger"));
        if is_trigger && token.is_any(&["begin", "case"]) {
            depth += 1;
        } else if is_trigger && token.is("end") {
            depth = depth.saturating_sub(1);
        } else if token.is_symbol(";") && depth == 0 {
            found.push(&all[start..at]);
            start = at + 1;
        }
    }
    found.push(&all[start..]);
    found.retain(|tokens| !tokens.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_names_texts_and_comments_are_told_apart() {
        let text = "select \"a b\", 'it''s' -- no\n from t/* x */ where x->>'k' = ?2 and y::int=$1";
        let wanted = [
            "select", "\"a b\"", ",", "'it''s'", "from", "t", "where", "x", "->>", "'k'", "=", "?2", "and", "y", "::",
            "int", "=", "$1",
        ];
        assert_eq!(texts(text), wanted);
        assert_eq!(tokens("'a").last().map(|token| token.kind), Some(Kind::Open));
        assert_eq!(tokens("$f$ ; $f$").last().map(|token| token.kind), Some(Kind::Dollar));
    }

    #[test]
    fn a_trigger_is_one_statement() {
        let text =
            "create trigger t after insert on x begin select case when 1 then 2 end; delete from y; end; select 1";
        assert_eq!(statements(&tokens(text)).len(), 2);
        assert_eq!(statements(&tokens("begin; select 1;;")).len(), 2);
    }
}
