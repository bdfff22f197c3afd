//! What `std/json.mpl` is made of.

use std::cell::RefCell;

use super::give::{Answer, Handle, Text, size};
use crate::abi::{JsonVariant as Variant, Object, StringObject, ValueDesc};
use crate::actor::waiting::{Stepped, Wait, stepped};
use crate::json::append;
use crate::json::encode::Encoding;
use crate::json::parse::{Parsing, Scalar};
use crate::json::tokens::{Document, Listing, Tokens};
use crate::json::tree::{Tree, scalar_word, text_word};
use crate::mesh_extern;
use crate::value::resource;

/// A document that only its actor reads: what another one gets is empty, since texts and values stay where they are.
pub struct Own(RefCell<Document>);

// SAFETY: what leaves its actor is empty.
unsafe impl Send for Own {}
// SAFETY: it is there while its actor reads a text, and in no value that is left then.
unsafe impl Sync for Own {}

impl Clone for Own {
    fn clone(&self) -> Self {
        Own(RefCell::new(Document::empty()))
    }
}

fn handle(tokens: Tokens, source: *mut Object, is_text: bool) -> Handle<Own> {
    Handle(Own(RefCell::new(Document::new(tokens, source, is_text))))
}

/// Uses a document.
#[inline(always)]
fn with<T>(document: *mut Object, work: impl FnOnce(&mut Document) -> T) -> T {
    work(&mut resource::get::<Own>(document).0.borrow_mut())
}

/// What is said of a value of another kind than is wanted.
fn expected<T>(wanted: &str, found: Variant) -> Answer<T, String> {
    Answer(Err(format!("expected {wanted}, found {found:?}")))
}

/// The whole number that a float is: some writers put one as `5.0` or `5e3`.
fn whole(x: f64) -> Answer<i64, String> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if x.trunc() != x {
        return expected("Int", Variant::Float);
    }
    let fits = (-LIMIT..LIMIT).contains(&x);
    Answer(if fits { Ok(x as i64) } else { Err("expected Int, found a number that does not fit".to_owned()) })
}

mesh_extern! {
    async fn mesh_json_parse(source: Text, json: *const ValueDesc) => Answer<*mut Object, String> {
        stepped(Parsing::of(source.held(), Tree::of(json))).then(Answer)
    }

    async fn mesh_json_encode(value: *const u64, _json: *const ValueDesc) -> *mut StringObject {
        // SAFETY: one word by the type.
        stepped(Encoding::of(unsafe { *value }))
    }

    fn mesh_json_begin() -> *mut StringObject {
        append::begin()
    }

    fn mesh_json_end(text: *mut StringObject) -> *mut StringObject {
        append::end(text)
    }

    fn mesh_json_cut(text: *mut StringObject, length: i64) -> *mut StringObject {
        append::cut(text, size(length))
    }

    async fn mesh_json_append_text(text: *mut StringObject, value: Text) -> *mut StringObject {
        append::text(text, value.held())
    }

    async fn mesh_json_append_float(text: *mut StringObject, value: f64) -> *mut StringObject {
        append::float(text, value)
    }

    async fn mesh_json_open(source: Text) => Answer<Handle<Own>, String> {
        let object = source.object().cast_mut().cast();
        stepped(Parsing::of(source.held(), Tokens::default()))
            .then(move |read| Answer(read.map(|tokens| handle(tokens, object, true))))
    }

    async fn mesh_json_open_value(value: *const u64, _json: *const ValueDesc) -> Handle<Own> {
        // SAFETY: one word by the type.
        let word = unsafe { *value };
        stepped(Listing::of(word)).then(move |tokens| handle(tokens, word as *mut Object, false))
    }

    fn mesh_json_close(document: *mut Object) {
        with(document, Document::close)
    }

    fn mesh_json_is_null(document: *mut Object, token: i64) -> bool {
        with(document, |document| document.token(token).variant() == Some(Variant::Null))
    }

    fn mesh_json_int(document: *mut Object, token: i64) => Answer<i64, String> {
        with(document, |document| {
            let token = document.token(token);
            match token.variant().unwrap_or(Variant::Null) {
                Variant::Int => Answer(Ok(token.word() as i64)),
                Variant::Float => whole(f64::from_bits(token.word())),
                found => expected("Int", found),
            }
        })
    }

    fn mesh_json_float(document: *mut Object, token: i64) => Answer<f64, String> {
        with(document, |document| {
            let token = document.token(token);
            match token.variant().unwrap_or(Variant::Null) {
                Variant::Float => Answer(Ok(f64::from_bits(token.word()))),
                Variant::Int => Answer(Ok(token.word() as i64 as f64)),
                found => expected("Float", found),
            }
        })
    }

    fn mesh_json_bool(document: *mut Object, token: i64) => Answer<bool, String> {
        with(document, |document| {
            let token = document.token(token);
            match token.variant().unwrap_or(Variant::Null) {
                Variant::Bool => Answer(Ok(token.word() != 0)),
                found => expected("Bool", found),
            }
        })
    }

    fn mesh_json_text(document: *mut Object, token: i64) => Answer<*mut StringObject, String> {
        with(document, |document| {
            let token = document.token(token);
            match token.variant().unwrap_or(Variant::Null) {
                Variant::String => Answer(Ok(document.text(token))),
                found => expected("String", found),
            }
        })
    }

    async fn mesh_json_value(document: *mut Object, token: i64, json: *const ValueDesc, out: *mut u64) {
        let done = |word: u64| Stepped::Done(Ok(word as *mut Object));
        let value = with(document, |document| {
            let token = document.token(token);
            match token.variant().unwrap_or(Variant::Null) {
                Variant::Null => done(scalar_word(json, Scalar::Null)),
                Variant::Bool => done(scalar_word(json, Scalar::Bool(token.word() != 0))),
                Variant::Int => done(scalar_word(json, Scalar::Int(token.word() as i64))),
                Variant::Float => done(scalar_word(json, Scalar::Float(f64::from_bits(token.word())))),
                Variant::String => done(text_word(json, document.text(token))),
                Variant::Array | Variant::Object => match document.source(token) {
                    Ok(source) => stepped(Parsing::of(source, Tree::of(json))),
                    Err(value) => {
                        crate::value::retain(value);
                        Stepped::Done(Ok(value))
                    }
                },
            }
        });
        // The text was read before: nothing in it is wrong.
        value.then(move |read| {
            let word = read.unwrap_or(std::ptr::null_mut()) as u64;
            // SAFETY: room for a value of the declared type, which is one word.
            unsafe { *out = word };
        })
    }

    fn mesh_json_array(document: *mut Object, token: i64) => Answer<i64, String> {
        let end = with(document, |document| document.end(token, Variant::Array));
        end.map_or_else(|found| expected("Array", found), |end| Answer(Ok(end)))
    }

    fn mesh_json_object(document: *mut Object, token: i64) => Answer<i64, String> {
        let end = with(document, |document| document.end(token, Variant::Object));
        end.map_or_else(|found| expected("Object", found), |end| Answer(Ok(end)))
    }

    fn mesh_json_count(document: *mut Object, end: i64) -> i64 {
        with(document, |document| document.count(end))
    }

    fn mesh_json_behind(document: *mut Object, token: i64) -> i64 {
        with(document, |document| document.behind(token))
    }

    fn mesh_json_element(document: *mut Object, token: i64, index: i64) -> i64 {
        with(document, |document| document.element(token, index))
    }

    fn mesh_json_find(document: *mut Object, token: i64, names: Text, count: i64) => Answer<i64, String> {
        let place = with(document, |document| document.find(token, &names, count as usize));
        place.map_or_else(|found| expected("Object", found), |place| Answer(Ok(place)))
    }

    fn mesh_json_found(document: *mut Object, place: i64) -> i64 {
        with(document, |document| document.found(place))
    }

    fn mesh_json_leave(document: *mut Object, place: i64) {
        with(document, |document| document.leave(place))
    }

    fn mesh_json_choice(document: *mut Object, token: i64, names: Text) => Option<i64> {
        with(document, |document| document.choice(token, &names))
    }
}
