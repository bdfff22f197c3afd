//! The tables that a statement names, and the names that it gives them.

use crate::tokens::{Kind, Token};

/// What a statement reads from and writes to.
#[derive(Debug, Default)]
pub struct Sources {
    /// Tables, each with the name that it goes by; in small letters.
    pub tables: Vec<(String, String)>,
    /// Names of `with`, and of what is written in parentheses.
    pub made: Vec<String>,
    /// Names behind `as`.
    pub aliases: Vec<String>,
    /// Whether rows come from a statement in parentheses, or from a function.
    pub derived: bool,
}

/// Words that can stand behind a table and are no name of it.
const AFTER: [&str; 31] = [
    "where",
    "join",
    "left",
    "right",
    "inner",
    "outer",
    "cross",
    "full",
    "natural",
    "on",
    "using",
    "group",
    "order",
    "limit",
    "offset",
    "set",
    "values",
    "select",
    "union",
    "except",
    "intersect",
    "having",
    "window",
    "returning",
    "indexed",
    "not",
    "default",
    "do",
    "with",
    "for",
    "fetch",
];

/// The sources of a statement.
pub fn of(tokens: &[Token<'_>]) -> Sources {
    let mut found = Sources::default();
    for (at, token) in tokens.iter().enumerate() {
        let is_from = token.is_any(&["from", "join"]);
        // `on conflict do update set` names no table.
        let is_update = token.is("update") && !tokens.get(at + 1).is_some_and(|next| next.is("set"));
        if is_from || token.is("into") || is_update {
            table(tokens, at + 1, is_from, &mut found);
        }
        let name = tokens.get(at + 1).and_then(Token::name);
        let opens =
            tokens.get(at + 1).is_some_and(|next| next.is_symbol("(") || next.is("materialized") || next.is("not"));
        if token.is("as") && opens && at > 0 {
            made_here(tokens, at, &mut found);
        } else if token.is("as") {
            found.aliases.extend(name);
        }
    }
    found
}

/// `name as (` or `name (a, b) as (`
fn made_here(tokens: &[Token<'_>], at: usize, found: &mut Sources) {
    let mut end = at - 1;
    if tokens[end].is_symbol(")") {
        while end > 0 && !tokens[end].is_symbol("(") {
            found.aliases.extend(tokens[end].name());
            end -= 1;
        }
        end = end.saturating_sub(1);
    }
    found.made.extend(tokens[end].name());
}

/// One table, or with `many` all of a list.
fn table(tokens: &[Token<'_>], mut at: usize, many: bool, found: &mut Sources) {
    loop {
        let Some(token) = tokens.get(at) else { return };
        if token.is_symbol("(") {
            found.derived = true;
            at = behind_parentheses(tokens, at);
            found.made.extend(alias(tokens, &mut at));
        } else {
            let Some(mut name) = token.name() else { return };
            at += 1;
            if tokens.get(at).is_some_and(|token| token.is_symbol(".")) {
                name = tokens.get(at + 1).and_then(Token::name).unwrap_or(name);
                at += 2;
            }
            let is_call = many && tokens.get(at).is_some_and(|token| token.is_symbol("("));
            if is_call {
                found.derived = true;
                at = behind_parentheses(tokens, at);
            }
            let own = alias(tokens, &mut at);
            if is_call {
                found.made.extend(own);
            } else {
                found.tables.push((name.clone(), own.unwrap_or(name)));
            }
        }
        if !many || !tokens.get(at).is_some_and(|token| token.is_symbol(",")) {
            return;
        }
        at += 1;
    }
}

/// The name that is given to what stands before.
fn alias(tokens: &[Token<'_>], at: &mut usize) -> Option<String> {
    let mut token = tokens.get(*at)?;
    let named = token.is("as");
    if named {
        *at += 1;
        token = tokens.get(*at)?;
    }
    let is_name = token.kind == Kind::Name || token.kind == Kind::Word && (named || !token.is_any(&AFTER));
    if !is_name {
        return None;
    }
    *at += 1;
    token.name()
}

fn behind_parentheses(tokens: &[Token<'_>], mut at: usize) -> usize {
    let mut depth = 0usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    #[test]
    fn tables_and_their_names_are_found() {
        let all =
            tokens("with r (n) as (select 1) select * from a x, b as y join main.c on 1 left join (select 2) d, e");
        let found = of(&all);
        let tables: Vec<(&str, &str)> = found.tables.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(tables, [("a", "x"), ("b", "y"), ("c", "c"), ("e", "e")]);
        assert!(found.derived);
        assert_eq!(found.made, ["r", "d"]);
        let all = tokens("insert into t (a) values (1) on conflict do update set a = 2 returning a as b");
        assert_eq!(of(&all).tables, [("t".to_owned(), "t".to_owned())]);
        assert_eq!(of(&all).aliases, ["b"]);
    }
}
