//! S-expressions and how they are laid out on lines.

use std::fmt;

/// Lines longer than this are broken.
const WIDTH: usize = 100;

/// A word, or a list of which the first member says what the rest is.
#[derive(Clone, Debug, PartialEq)]
pub enum Sexp {
    Word(String),
    List(Vec<Sexp>),
}

impl Sexp {
    pub fn word(text: impl Into<String>) -> Sexp {
        Sexp::Word(text.into())
    }
    /// `(head rest...)`
    pub fn list(head: impl Into<String>, rest: impl IntoIterator<Item = Sexp>) -> Sexp {
        let mut members = vec![Sexp::word(head)];
        members.extend(rest);
        Sexp::List(members)
    }
    /// A quoted text with Rust's escapes.
    pub fn text(value: &str) -> Sexp {
        Sexp::Word(format!("{value:?}"))
    }

    /// The length on one line; gives up beyond `limit`, so that laying out a tree takes linear time.
    fn width(&self, limit: usize) -> Option<usize> {
        let width = match self {
            Sexp::Word(word) => word.chars().count(),
            Sexp::List(members) => {
                let mut width = members.len().saturating_sub(1) + 2;
                for member in members {
                    width += member.width(limit.checked_sub(width)?)?;
                }
                width
            }
        };
        (width <= limit).then_some(width)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        let members = match self {
            Sexp::Word(word) => return f.write_str(word),
            Sexp::List(members) => members,
        };
        let fits = self.width(WIDTH.saturating_sub(indent)).is_some();
        f.write_str("(")?;
        let mut on_first_line = true;
        for (i, member) in members.iter().enumerate() {
            // Words directly after the head (names, literals) stay beside it.
            on_first_line &= i < 3 && matches!(member, Sexp::Word(_));
            if i > 0 && (fits || on_first_line) {
                f.write_str(" ")?;
            } else if i > 0 {
                write!(f, "\n{:1$}", "", indent + 2)?;
            }
            member.write(f, indent + 2)?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for Sexp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}
