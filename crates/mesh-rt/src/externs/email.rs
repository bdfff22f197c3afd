//! What `std/email.mpl` is made of.

use super::give::{Answer, Text};
use super::http::millis;
use super::http_client::{pairs, texts};
use crate::abi::ListObject;
use crate::actor::waiting::{Wait, spawned};
use crate::mesh_extern;
use crate::net::email::{self, Failure, Mail};

/// An error as `std/email.mpl` reads it: a kind below 100 or the server's code, and words.
fn words(failure: Failure) -> (i64, String) {
    match failure {
        Failure::Invalid(text) => (0, text),
        Failure::Timeout(text) => (1, text),
        Failure::Connect(text) => (2, text),
        Failure::Tls(text) => (3, text),
        Failure::Protocol(text) => (4, text),
        Failure::Rejected(code, text) => (i64::from(code), text),
    }
}

mesh_extern! {
    // `parts` are the text and, if there is one, its form in HTML; `id` is empty or has one element.
    async fn mesh_email_send(
        url: Text,
        from: Text,
        to: *const ListObject,
        subject: Text,
        parts: *const ListObject,
        id: *const ListObject,
        headers: *const ListObject,
        roots: *const ListObject,
        time: i64,
    ) => Answer<(), (i64, String)> {
        let mut parts = texts(parts).into_iter();
        let mail = Mail {
            from: from.to_owned(),
            to: texts(to),
            subject: subject.to_owned(),
            text: parts.next().unwrap_or_default(),
            html: parts.next(),
            message_id: texts(id).into_iter().next(),
            headers: pairs(headers),
        };
        let sending = email::send(url.to_owned(), mail, texts(roots), millis(time));
        spawned(sending).then(|sent| Answer(sent.map_err(words)))
    }

    fn mesh_email_is_address(text: Text) -> bool {
        email::is_address(&text)
    }
}
