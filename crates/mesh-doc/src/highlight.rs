//! Mesh code as HTML.

use mesh_common::FileId;
use mesh_driver::docs::Declaration;
use mesh_lexer::{Token, TokenKind};

/// Text that stands for itself in HTML.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Code with its words coloured.
pub fn code(text: &str) -> String {
    let mut out = String::new();
    for token in mesh_lexer::lex(FileId(0), text).all {
        push_token(&mut out, &token, text);
    }
    out
}

/// A declaration; `place` tells where what it names is.
pub fn declaration(declaration: &Declaration, place: impl Fn(Named<'_>) -> Option<String>) -> String {
    let text = declaration.text.as_str();
    let mut links = declaration.links.iter().peekable();
    let mut out = String::new();
    let mut open_until = None;
    for token in mesh_lexer::lex(FileId(0), text).all {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        if let Some((range, name)) = links.next_if(|(range, _)| range.start <= start) {
            if let Some(place) = place(Named::Declared(*name)) {
                out.push_str(&format!("<a href=\"{}\">", escaped(&place)));
                open_until = Some(range.end);
            }
        } else if token.kind == TokenKind::Ident && open_until.is_none() {
            let basic = ["Int", "Float", "Bool", "String", "Atom"].contains(&&text[start..end]);
            if let Some(place) = basic.then(|| place(Named::Basic(&text[start..end]))).flatten() {
                out.push_str(&format!("<a href=\"{}\">", escaped(&place)));
                open_until = Some(end);
            }
        }
        push_token(&mut out, &token, text);
        if open_until.is_some_and(|until| until <= end) {
            out.push_str("</a>");
            open_until = None;
        }
    }
    out
}

/// What a part of a declaration names.
pub enum Named<'a> {
    Declared(mesh_typeck::types::QualifiedName),
    /// `Int` and its like, which nothing declares.
    Basic(&'a str),
}

fn push_token(out: &mut String, token: &Token, text: &str) {
    let written = &text[token.span.start as usize..token.span.end as usize];
    match class(token.kind, written) {
        Some(class) => out.push_str(&format!("<span class=\"{class}\">{}</span>", escaped(written))),
        None => out.push_str(&escaped(written)),
    }
}

fn class(kind: TokenKind, text: &str) -> Option<&'static str> {
    Some(match kind {
        TokenKind::LineComment | TokenKind::BlockComment => "c",
        TokenKind::Int | TokenKind::Float => "n",
        TokenKind::Atom => "a",
        TokenKind::Regex | TokenKind::StrText | TokenKind::StrEnd => "s",
        kind if kind.opens_string() || kind.opens_sql() => "s",
        kind if kind.is_keyword() => "k",
        TokenKind::Ident if text.starts_with(char::is_uppercase) => "t",
        TokenKind::Ident if text == "const" || text == "deriving" => "k",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mesh_common::{ModulePath, Symbol};
    use mesh_typeck::types::QualifiedName;

    #[test]
    fn what_looks_like_html_is_text() {
        let shown = code("let x = \"<script>\" # & 'more'\n");
        assert!(!shown.contains("<script>"), "{shown}");
        assert!(shown.contains("<span class=\"k\">let</span>") && shown.contains("# &amp; &#39;more&#39;"), "{shown}");
    }

    #[test]
    fn names_of_types_are_links() {
        let name = QualifiedName { module: ModulePath::new("A"), name: Symbol::new("Point") };
        let links = vec![(5..12, name)];
        let shown = declaration(&Declaration { text: "f(p: A.Point, Int)".to_owned(), links }, |named| {
            Some(match named {
                Named::Declared(name) => format!("a.html#{}", name.name),
                Named::Basic(name) => format!("{name}.html"),
            })
        });
        assert_eq!(shown.matches("<a href=").count(), 2);
        assert!(
            shown.contains("<a href=\"a.html#Point\"><span class=\"t\">A</span>.<span class=\"t\">Point</span></a>")
        );
        assert!(shown.contains("<a href=\"Int.html\"><span class=\"t\">Int</span></a>"));
    }
}
