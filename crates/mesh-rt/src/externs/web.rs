//! What `std/form.mpl` is made of, and the parts of `std/http.mpl` that not every server needs: bodies piece by piece, files,
//! compression.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use hyper::Method;
use parking_lot::Mutex;

use super::give::{Answer, Blob, Handle, Octets, Text, size};
use super::http::{exchange, head};
use crate::abi::{IMMORTAL, ListObject, Object};
use crate::actor::waiting::{Wait, off_thread, polled, pools, spawned, tokio};
use crate::mesh_extern;
use crate::net::assets::{self, Assets};
use crate::net::body::Refused;
use crate::net::exchange::{Exchange, Reply};
use crate::net::files::{self, Conditions, Content, Found, Part};
use crate::net::form::urlencoded;
use crate::net::multipart::{self, Bounds, Form, Kept, Source};
use crate::net::writer::Writer;
use crate::net::{chunks::Chunks, compress};
use crate::reason::Crash;
use crate::value::{list, resource, string};

/// What is left of the body.
fn chunks(exchange: &Exchange) -> Result<Option<Box<Chunks>>, Refused> {
    if let Some(chunks) = exchange.chunks.lock().take() {
        return Ok(Some(chunks));
    }
    let body = exchange.body.lock().take();
    body.map(|body| body.chunks().map(Box::new)).transpose()
}

fn texts(all: *const ListObject) -> impl Iterator<Item = &'static str> {
    list::objects(all).map(|text| string::as_str(text.cast()))
}

/// A content that was found, as far as it is to be sent.
#[derive(Default)]
pub struct Sent(Mutex<Option<Ready>>);

enum Ready {
    File(Part),
    Bytes(Bytes),
}

/// An answer without its body, for `std/http.mpl`.
fn found(
    status: u16,
    headers: Vec<(&'static str, String)>,
    ready: Option<Ready>,
) -> (i64, *mut ListObject, Handle<Arc<Sent>>) {
    let headers = list::of_pairs(headers.into_iter());
    (i64::from(status), headers, Handle(Arc::new(Sent(Mutex::new(ready)))))
}

/// What a client gets that asks for a file: a status (0 when there is none), headers, and the part of the file.
struct FileAnswer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    part: Option<Part>,
}

fn answer_file(root: PathBuf, exchange: &Exchange, skip: usize) -> FileAnswer {
    let path = exchange.path();
    let nothing = FileAnswer { status: 0, headers: Vec::new(), part: None };
    let Some(names) = files::names(path, skip) else { return nothing };
    match files::open(&root, &names, path.ends_with('/') || names.is_empty()) {
        Found::Nothing => nothing,
        Found::Folder => {
            FileAnswer { status: 308, headers: vec![("location", files::with_slash(exchange))], part: None }
        }
        Found::File(file, data, found) => {
            let (tag, modified) = (files::tag(&data), files::modified(&data));
            let content =
                Content { kind: files::kind(&found.to_string_lossy()), tag: &tag, modified, length: data.len() };
            let files::Head { status, headers, part } = files::head(&content, &Conditions::of(exchange));
            let part = Part { file, from: part.start, length: part.end - part.start };
            FileAnswer { status, headers, part: Some(part) }
        }
    }
}

fn form(object: *mut Object) -> Arc<Form> {
    resource::get::<Arc<Form>>(object).clone()
}

fn file_of(object: *mut Object, index: i64) -> Option<(Arc<Form>, usize)> {
    let form = form(object);
    let index = size(index);
    (index < form.files.len()).then_some((form, index))
}

mesh_extern! {
    async fn mesh_http_chunk(object: *mut Object) => Answer<Option<Blob>, i64> {
        let exchange = exchange(object).clone();
        polled(async move {
            let mut chunks = match chunks(&exchange) {
                Ok(Some(chunks)) => chunks,
                Ok(None) => return Answer(Ok(None)),
                Err(status) => return Answer(Err(i64::from(status))),
            };
            let piece = chunks.next().await;
            if let Ok(Some(_)) = &piece {
                *exchange.chunks.lock() = Some(chunks);
            }
            Answer(piece.map(|piece| piece.map(|bytes| Blob(bytes.into()))).map_err(i64::from))
        })
    }

    fn mesh_http_coding(values: *const ListObject) => Option<String> {
        compress::choose(texts(values)).map(str::to_owned)
    }

    async fn mesh_http_pack(coding: Text, bytes: Octets) => Answer<Blob, String> {
        let (coding, bytes) = (coding.to_owned(), bytes.to_vec());
        let packed = move || compress::pack(&coding, &bytes).map(Blob).map_err(|error| error.to_string());
        off_thread(&pools().decoding, packed).then(|packed| packed.map(Answer))
    }

    // Status 0: there is no such file.
    async fn mesh_http_file(object: *mut Object, root: Text, skip: i64) => (i64, *mut ListObject, Handle<Arc<Sent>>) {
        let (exchange, root, skip) = (exchange(object).clone(), PathBuf::from(root.to_owned()), size(skip));
        off_thread(&pools().files, move || answer_file(root, &exchange, skip)).then(|answer| {
            let FileAnswer { status, headers, part } = answer?;
            Ok::<_, Crash>(found(status, headers, part.map(Ready::File)))
        })
    }

    fn mesh_http_send_file(
        object: *mut Object,
        status: i64,
        headers: *const ListObject,
        sent: *mut Object,
    ) -> Result<(), Crash> {
        let exchange = exchange(object);
        let (status, headers) = head(status, headers)?;
        let ready = resource::get::<Arc<Sent>>(sent).0.lock().take();
        match ready.filter(|_| exchange.is_unanswered()) {
            Some(Ready::File(part)) => {
                let (writer, body) = Writer::new(Some(part.length));
                if exchange.method != Method::HEAD {
                    tokio().spawn(files::send(part, writer));
                }
                exchange.give(Reply::Streamed { status, headers, body });
            }
            Some(Ready::Bytes(body)) => exchange.give(Reply::Full { status, headers, body }),
            None => {}
        }
        Ok(())
    }

    // Paths, and what they have. Bytes of the program itself are not copied.
    fn mesh_http_assets(paths: *const ListObject, contents: *const ListObject) -> Handle<Arc<Assets>> {
        let contents = list::objects(contents).map(|object| {
            let bytes = string::as_bytes(object.cast());
            // SAFETY: an object of the list; a static one lives as long as the program.
            let is_static = unsafe { (*object).count } & IMMORTAL != 0;
            if is_static { Bytes::from_static(bytes) } else { Bytes::copy_from_slice(bytes) }
        });
        Handle(Arc::new(Assets::new(texts(paths).map(str::to_owned).zip(contents))))
    }

    // Status 0: there is no such file.
    async fn mesh_http_asset(object: *mut Object, assets: *mut Object, skip: i64) => (i64, *mut ListObject, Handle<Arc<Sent>>) {
        let (exchange, skip) = (exchange(object).clone(), size(skip));
        let assets = resource::get::<Arc<Assets>>(assets).clone();
        polled(async move { assets.answer(&exchange, skip).await }).then(|answer| match answer {
            Some(assets::Answer { status, headers, body }) => found(status, headers, Some(Ready::Bytes(body))),
            None => found(0, Vec::new(), None),
        })
    }

    fn mesh_form_urlencoded(text: Text, most: i64) -> *mut ListObject {
        list::of_pairs(urlencoded(&text).take(size(most).saturating_add(1)))
    }

    // What was read of the body already, or the body.
    async fn mesh_form_read(
        object: *mut Object,
        begun: Octets,
        kind: Text,
        bounds: *const ListObject,
    ) => Answer<Handle<Arc<Form>>, i64> {
        let exchange = exchange(object).clone();
        let (begun, boundary) = (begun.to_vec(), multipart::boundary(&kind));
        // SAFETY: elements are numbers, and these are the positions of the list.
        let mut numbers = (0..list::len(bounds)).map(|index| unsafe { *list::at(bounds, index) } as i64);
        let mut next = || size(numbers.next().unwrap_or(0));
        let bounds = Bounds { parts: next(), field: next(), file: next(), all: next(), memory: next() };
        spawned(async move {
            let Some(boundary) = boundary else { return Answer(Err(i64::from(crate::net::body::UNSUPPORTED))) };
            let source = match chunks(&exchange) {
                Ok(Some(chunks)) => Source::Chunks(chunks),
                Ok(None) => Source::Bytes(begun),
                Err(status) => return Answer(Err(i64::from(status))),
            };
            let form = multipart::read(source, boundary, bounds).await;
            Answer(form.map(|form| Handle(Arc::new(form))).map_err(i64::from))
        })
    }

    fn mesh_form_fields(object: *mut Object) -> *mut ListObject {
        list::of_pairs(form(object).fields.iter().map(|(name, value)| (name, value)))
    }

    fn mesh_form_files(object: *mut Object) -> i64 {
        form(object).files.len() as i64
    }

    // The field, the type, and the name if there is one.
    fn mesh_form_file(object: *mut Object, index: i64) -> *mut ListObject {
        let texts = file_of(object, index).map_or_else(Vec::new, |(form, index)| {
            let file = &form.files[index];
            [Some(&file.field), Some(&file.kind), file.name.as_ref()].into_iter().flatten().cloned().collect()
        });
        list::of_strings(texts.iter().map(String::as_str))
    }

    fn mesh_form_file_size(object: *mut Object, index: i64) -> i64 {
        file_of(object, index).map_or(0, |(form, index)| form.files[index].size as i64)
    }

    // Where it is, if it is on the disk.
    fn mesh_form_file_path(object: *mut Object, index: i64) => Option<String> {
        let (form, index) = file_of(object, index)?;
        match &form.files[index].content {
            Kept::Disk(file) => Some(file.path().to_string_lossy().into_owned()),
            Kept::Memory(_) => None,
        }
    }

    async fn mesh_form_file_bytes(object: *mut Object, index: i64) => Answer<Blob, String> {
        let found = file_of(object, index);
        let read = move || {
            let Some((form, index)) = found else { return Ok(Blob(Vec::new())) };
            match &form.files[index].content {
                Kept::Memory(bytes) => Ok(Blob(bytes.clone())),
                Kept::Disk(file) => std::fs::read(file.path()).map(Blob).map_err(|error| error.to_string()),
            }
        };
        off_thread(&pools().files, read).then(|read| read.map(Answer))
    }
}
