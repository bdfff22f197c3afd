//! Imports of other languages.

use mesh_common::Diagnostic;
use mesh_lexer::TokenKind as T;

use super::{edits, error};
use crate::cursor::Cursor;

/// Behind the path of an `import`: `import Shape.{Area, Sq}`.
pub fn several(cursor: &Cursor) -> Option<Diagnostic> {
    if !cursor.at(T::Dot) || cursor.look(1) != T::LBrace {
        return None;
    }
    let place = cursor.position();
    let word = cursor.place.opener;
    let module = cursor.text()[word.end as usize..cursor.span().start as usize].trim();
    let close = (place..place + 100).find(|&at| cursor.token_at(at).kind == T::RBrace)?;
    let first = cursor.token_at(place + 2).span;
    let names = cursor.text_of(first.to(cursor.token_at(close - 1).span));
    let title = format!("write `from {module} import ({names})`");
    let whole = word.to(cursor.token_at(close).span);
    let fix = edits(title.clone(), vec![(whole, format!("from {module} import ({names})"))]);
    Some(error(cursor.span(), "names are imported by `from`", "not expected here", title).fix(fix))
}

/// At the text of `import "math/vector.mpl"`.
pub fn file(cursor: &Cursor) -> Diagnostic {
    let help = "write `import Math.Vector` for the file `math/vector.mpl`";
    error(cursor.span(), "a module is imported by its name", "not a module's name", help)
}

/// Behind a name of a `from ... import`: `import to_upper as up`.
pub fn renamed(cursor: &Cursor) -> Option<Diagnostic> {
    let name = cursor.text_of(cursor.previous());
    let help = format!("use `{name}`, or import the module and write `Module.{name}`");
    cursor.is_word("as").then(|| error(cursor.span(), "an imported name stays as it is", "not expected here", help))
}
