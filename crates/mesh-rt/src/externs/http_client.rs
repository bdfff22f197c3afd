//! What `std/http_client.mpl` is made of.

use std::sync::Arc;

use super::give::{Answer, Blob, Handle, Octets, Text, size};
use super::http::millis;
use crate::abi::{ListObject, Object};
use crate::actor::waiting::{Wait, polled, spawned};
use crate::mesh_extern;
use crate::net::body;
use crate::net::client::call::{self, Call, Patience};
use crate::net::client::failure::Failure;
use crate::net::client::request::{Asked, Content};
use crate::net::client::{self, Client, Settings};
use crate::net::tls::client::Trust;
use crate::value::{list, resource, string};

/// An error as `std/http_client.mpl` reads it: its kind and its words.
pub type Words = (i64, String);

/// An error for `std/http_client.mpl`.
pub fn words(failure: Failure) -> Words {
    (failure.kind as i64, failure.words)
}

/// The texts of a list.
pub fn texts(all: *const ListObject) -> Vec<String> {
    list::objects(all).map(|text| string::as_str(text.cast()).to_owned()).collect()
}

/// Names and values in turn.
pub fn pairs(all: *const ListObject) -> Vec<(String, String)> {
    texts(all).chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// The client behind a handle.
pub fn client(object: *mut Object) -> Arc<Client> {
    resource::get::<Arc<Client>>(object).clone()
}

fn call(object: *mut Object) -> Arc<Call> {
    resource::get::<Arc<Call>>(object).clone()
}

/// A text, and what it was made of where it does not say all of that.
fn as_text(bytes: Vec<u8>) -> (String, Option<Blob>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let bytes = error.into_bytes();
            (body::to_text(bytes.clone()), Some(Blob(bytes)))
        }
    }
}

/// What the library's numbers for the kinds of content mean.
fn content(kind: i64, bytes: &Octets, path: &Text) -> Content {
    match kind {
        0 => Content::Nothing,
        1 => Content::Whole(bytes::Bytes::copy_from_slice(bytes)),
        2 => Content::File(path.to_owned()),
        _ => Content::Produced,
    }
}

mesh_extern! {
    // The same one each time where it is to be shared.
    fn mesh_http_client(
        is_shared: i64,
        connect_ms: i64,
        redirects: i64,
        private: i64,
        system_roots: i64,
        roots: *const ListObject,
        proxies: i64,
        user_agent: Text,
    ) -> Handle<Arc<Client>> {
        let settings = || Settings {
            connect: millis(connect_ms),
            redirects: size(redirects),
            private: private != 0,
            trust: Trust { system: system_roots != 0, named: texts(roots) },
            proxies: proxies != 0,
            user_agent: user_agent.to_owned(),
        };
        Handle(if is_shared != 0 { client::shared(settings) } else { Arc::new(Client::new(settings())) })
    }

    fn mesh_http_client_close(object: *mut Object) {
        client(object).close();
    }

    fn mesh_http_prepare(
        method: Text,
        url: Text,
        query: *const ListObject,
        headers: *const ListObject,
        kind: i64,
        bytes: Octets,
        path: Text,
    ) => Answer<Handle<Arc<Asked>>, Words> {
        let asked = Asked::new(&method, &url, &pairs(query), &pairs(headers), content(kind, &bytes, &path));
        Answer(asked.map(|asked| Handle(Arc::new(asked))).map_err(words))
    }

    // `most` below zero: no limit.
    fn mesh_http_start(client_object: *mut Object, asked: *mut Object, time: i64, piecewise: i64, most: i64) -> Handle<Arc<Call>> {
        let asked = Asked::clone(resource::get::<Arc<Asked>>(asked));
        let patience = Patience { time: millis(time), piecewise: piecewise != 0, most: usize::try_from(most).ok() };
        Handle(call::start(client(client_object), asked, patience))
    }

    async fn mesh_http_push(object: *mut Object, bytes: Octets) -> bool {
        let (call, bytes) = (call(object), bytes::Bytes::copy_from_slice(&bytes));
        polled(async move { call.push(bytes).await })
    }

    async fn mesh_http_pushed(object: *mut Object) {
        let call = call(object);
        polled(async move { call.finish().await })
    }

    async fn mesh_http_answer(object: *mut Object) => Answer<i64, Words> {
        let call = call(object);
        polled(async move { Answer(call.head().await.map(|head| i64::from(head.status)).map_err(words)) })
    }

    fn mesh_http_answer_headers(object: *mut Object) -> *mut ListObject {
        let call = call(object);
        let headers = call.known_head().map_or(&[][..], |head| &head.headers);
        let flat: Vec<&str> = headers.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect();
        list::of_strings(flat.into_iter())
    }

    fn mesh_http_answer_url(object: *mut Object) -> String {
        call(object).known_head().map_or_else(String::new, |head| head.url.clone())
    }

    async fn mesh_http_rest(object: *mut Object) => Answer<(String, Option<Blob>), Words> {
        let call = call(object);
        spawned(async move { call.rest().await }).then(|rest| Answer(rest.map(as_text).map_err(words)))
    }

    async fn mesh_http_next(object: *mut Object) => Answer<Option<Blob>, Words> {
        let call = call(object);
        spawned(async move { call.next().await })
            .then(|piece| Answer(piece.map(|piece| piece.map(|bytes| Blob(bytes.into()))).map_err(words)))
    }

    async fn mesh_http_next_text(object: *mut Object) => Answer<Option<String>, Words> {
        let call = call(object);
        spawned(async move { call.next_text().await }).then(|piece| Answer(piece.map_err(words)))
    }

    async fn mesh_http_give_up(object: *mut Object) {
        let call = call(object);
        polled(async move { call.close().await })
    }
}
