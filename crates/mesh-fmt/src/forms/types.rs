//! Types. They are never broken: what they belong to is, as parameters are.

use mesh_lexer::TokenKind as T;

use crate::writer::Writer;

/// A type with its suffixes.
pub fn ty(w: &mut Writer) {
    base(w);
    loop {
        match w.kind() {
            T::Question => w.take(),
            T::Bang => {
                w.take();
                base(w);
            }
            _ => return,
        }
    }
}

fn base(w: &mut Writer) {
    if w.at(T::LParen) {
        return w.row(T::RParen, ty);
    }
    if w.at(T::Ident) && w.word() == "Fun" && w.look(1) == T::LParen {
        w.take();
        w.row(T::RParen, ty);
        w.blank();
        w.expect(T::Arrow);
        w.blank();
        return ty(w);
    }
    path(w);
    angled(w);
}

/// `A.B.C`
pub fn path(w: &mut Writer) {
    w.expect(T::Ident);
    while w.at(T::Dot) && w.look(1) == T::Ident {
        w.take();
        w.take();
    }
}

/// `<A, B>`; nothing when there is none.
pub fn angled(w: &mut Writer) {
    if w.at(T::Lt) && w.look(1) == T::Gt {
        // Without a blank it would be an operator.
        w.take();
        w.blank();
        w.take();
    } else if w.at(T::Lt) {
        w.row(T::Gt, ty);
    }
}
