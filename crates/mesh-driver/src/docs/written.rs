//! Pieces of a file as they are written, with what their types name.

use mesh_common::{FileId, Span};
use mesh_lexer::{Token, TokenKind};
use mesh_parser::ast;
use mesh_typeck::print::Piece;

use super::Declaration;
use super::scope::Scope;

/// A file from which declarations are taken.
pub struct Written<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    scope: &'a Scope<'a>,
}

/// What of a declaration may be linked: the paths of its types.
pub type Paths<'a> = Vec<&'a ast::Path>;

impl<'a> Written<'a> {
    pub fn new(file: FileId, text: &'a str, scope: &'a Scope<'a>) -> Self {
        Self { text, tokens: mesh_lexer::lex(file, text).tokens, scope }
    }

    /// Where the declaration begins whose name is at `name`: with its first word, behind attributes and comments.
    pub fn beginning(&self, name: Span) -> u32 {
        let at = self.position(name.start);
        let words = self.tokens[..at].iter().rev();
        let is_const = |token: &Token| &self.text[token.span.start as usize..token.span.end as usize] == "const";
        let before = words.take_while(|token| token.kind.is_keyword() || is_const(token));
        before.last().map_or(name.start, |token| token.span.start)
    }

    /// Where the head of a declaration ends that begins at `from`: before its body, or at `until`.
    pub fn end_of_head(&self, from: u32, until: u32) -> u32 {
        let mut depth = 0;
        for token in &self.tokens[self.position(from)..] {
            if token.span.start >= until {
                break;
            }
            match token.kind {
                TokenKind::LParen | TokenKind::LBrace | TokenKind::LBracket => depth += 1,
                TokenKind::RParen | TokenKind::RBrace | TokenKind::RBracket => depth -= 1,
                TokenKind::Do | TokenKind::Eq | TokenKind::When if depth == 0 => return token.span.start,
                _ => {}
            }
        }
        until
    }

    fn position(&self, at: u32) -> usize {
        self.tokens.partition_point(|token| token.span.start < at)
    }

    /// Adds what is written from `from` to `to`, without blanks at its end.
    pub fn add(&self, out: &mut Declaration, (from, to): (u32, u32), paths: &[&ast::Path]) {
        let piece = self.text[from as usize..to as usize].trim_end();
        let start = out.text.len();
        let mut links: Vec<_> = paths
            .iter()
            .filter(|path| from <= path.span.start && path.span.end as usize <= from as usize + piece.len())
            .filter_map(|path| {
                let last = path.segments.last()?;
                let place = |at: u32| start + (at - from) as usize;
                Some((place(path.span.start)..place(last.span.end), self.scope.meaning(path)?))
            })
            .collect();
        links.sort_by_key(|(range, _)| range.start);
        out.text.push_str(piece);
        out.links.extend(links);
    }

    /// The head of a declaration whose name is at `name`, and which ends at `until` if it has no body.
    pub fn head(&self, name: Span, until: u32, paths: &[&ast::Path]) -> Declaration {
        let mut out = Declaration::default();
        let from = self.beginning(name);
        self.add(&mut out, (from, self.end_of_head(from, until)), paths);
        out
    }
}

/// What the checker knows of a type, as a declaration.
pub fn pieced(pieces: Vec<Piece>) -> Declaration {
    let mut out = Declaration::default();
    for piece in pieces {
        let start = out.text.len();
        out.text.push_str(&piece.text);
        out.links.extend(piece.names.map(|name| (start..out.text.len(), name)));
    }
    out
}

/// The paths in a type.
pub fn paths_of<'t>(ty: &'t ast::Type, out: &mut Paths<'t>) {
    match &ty.kind {
        ast::TypeKind::Named(path, args) => {
            out.push(path);
            args.iter().for_each(|arg| paths_of(arg, out));
        }
        ast::TypeKind::Tuple(items) => items.iter().for_each(|item| paths_of(item, out)),
        ast::TypeKind::Fn(params, result) => {
            params.iter().for_each(|param| paths_of(param, out));
            paths_of(result, out);
        }
        ast::TypeKind::Option(item) => paths_of(item, out),
        ast::TypeKind::Result(ok, err) => {
            paths_of(ok, out);
            paths_of(err, out);
        }
        ast::TypeKind::Error => {}
    }
}

/// The paths in the head of a function.
pub fn paths_of_head(clause: &ast::FnClause) -> Paths<'_> {
    let mut out = Paths::new();
    let types = clause.params.iter().filter_map(|param| param.ty.as_ref()).chain(&clause.result);
    types.for_each(|ty| paths_of(ty, &mut out));
    out.extend(clause.bounds.iter().map(|bound| &bound.interface));
    out
}
