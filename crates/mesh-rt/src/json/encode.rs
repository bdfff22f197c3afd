//! Values to text: no blanks, keys in alphabetical order. Without recursion, so that no value is too deep.

use std::collections::BinaryHeap;
use std::fmt::Write;

use super::text::plain_run;
use super::{Variant, look};
use crate::abi::{ListObject, StringObject};
use crate::memory::fallible;
use crate::turn::{Steps, Turn};
use crate::value::builder::{Builder, Whole};
use crate::value::table::{self, TableObject};
use crate::value::worklist::Worklist;
use crate::value::{list, page, string};

/// So much of a text is written at once.
const PORTION: usize = 1 << 14;
/// The fields of an object with no more are sorted at once; those of a larger one are taken in order one by one.
const FEW: usize = 512;

/// What is still to be written.
enum Task {
    /// The elements from `next` on.
    Array { items: *const ListObject, next: usize },
    /// The fields of an object, of which the entries from `next` on are not among `fields` yet.
    Object { map: *const TableObject, next: usize, fields: Fields, is_first: bool },
    /// The rest of a text, and the closing quote.
    Text { text: *const StringObject, at: usize },
    /// The value of a field whose name was written.
    Value(u64),
}

/// A value on its way to text.
pub struct Encoding {
    out: Builder,
    tasks: Worklist<Task>,
    whole: Option<Whole>,
}

impl Encoding {
    /// Of a `Json`, which lives at least as long as this.
    pub fn of(json: u64) -> Self {
        let mut encoding = Encoding { out: Builder::new(), tasks: Worklist::new(), whole: None };
        encoding.value(json);
        encoding
    }

    fn value(&mut self, word: u64) {
        let (variant, payload) = look(word);
        match variant {
            Variant::Null => self.out.push(b"null"),
            Variant::Bool => self.out.push(if payload == 0 { b"false" } else { b"true" }),
            Variant::Int => self.out.push_int(payload as i64),
            Variant::Float => self.float(f64::from_bits(payload)),
            Variant::String => self.text(payload as *const StringObject),
            Variant::Array => {
                self.out.push(b"[");
                self.tasks.push(Task::Array { items: payload as *const ListObject, next: 0 });
            }
            Variant::Object => {
                self.out.push(b"{");
                let map = payload as *const TableObject;
                let fields = Fields::with_capacity(table::len(map));
                self.tasks.push(Task::Object { map, next: 0, fields, is_first: true });
            }
        }
    }

    fn put(&mut self, value: impl std::fmt::Display) {
        // Writing to memory does not fail.
        let _ = write!(self.out, "{value}");
    }

    /// JSON has no NaN and no infinity: they become null.
    fn float(&mut self, value: f64) {
        if value.is_finite() { self.put(format_args!("{value:?}")) } else { self.out.push(b"null") }
    }

    fn text(&mut self, text: *const StringObject) {
        self.out.push(b"\"");
        let bytes = string::as_bytes(text);
        if bytes.len() <= PORTION {
            escape(bytes, |piece| self.out.push(piece));
            self.out.push(b"\"");
        } else {
            self.tasks.push(Task::Text { text, at: 0 });
        }
    }

    /// Does the next thing; gives what it took.
    fn advance(&mut self) -> usize {
        match self.tasks.last_mut() {
            None => 0,
            Some(Task::Array { items, next }) => {
                let (items, at) = (*items, *next);
                *next += 1;
                if at == list::len(items) {
                    self.tasks.pop();
                    self.out.push(b"]");
                } else {
                    if at > 0 {
                        self.out.push(b",");
                    }
                    // SAFETY: below the length; elements are one word.
                    self.value(unsafe { *list::at(items, at) });
                }
                4
            }
            Some(Task::Object { map, next, fields, is_first }) => {
                if let Some(taken) = fields.collect(*map, next) {
                    return taken;
                }
                match fields.pop() {
                    None => {
                        self.tasks.pop();
                        self.out.push(b"}");
                    }
                    Some(Field { name, value }) => {
                        if !std::mem::take(is_first) {
                            self.out.push(b",");
                        }
                        self.tasks.push(Task::Value(value));
                        self.text(name);
                    }
                }
                8
            }
            Some(Task::Value(word)) => {
                let word = *word;
                self.tasks.pop();
                self.out.push(b":");
                self.value(word);
                4
            }
            Some(Task::Text { text, at }) => {
                let bytes = string::as_bytes(*text);
                let end = (*at + PORTION).min(bytes.len());
                escape(&bytes[*at..end], |piece| self.out.push(piece));
                *at = end;
                if end == bytes.len() {
                    self.tasks.pop();
                    self.out.push(b"\"");
                }
                PORTION / 16
            }
        }
    }
}

impl Steps for Encoding {
    type Output = *mut StringObject;

    fn step(&mut self, turn: &mut Turn) -> Option<*mut StringObject> {
        if self.whole.is_none() {
            while self.tasks.last_mut().is_some() {
                let work = self.advance();
                if turn.spend(work) {
                    return None;
                }
            }
        }
        let out = &mut self.out;
        self.whole.get_or_insert_with(|| std::mem::take(out).whole()).step(turn)
    }
}

/// Bytes of a text that are not written as they are, and the letters of their short forms (0 for those without).
pub const ESCAPES: [Option<u8>; 256] = {
    let mut escapes = [None; 256];
    let mut control = 0;
    while control < 0x20 {
        escapes[control] = Some(0);
        control += 1;
    }
    let short = [(b'"', b'"'), (b'\\', b'\\'), (8, b'b'), (9, b't'), (10, b'n'), (12, b'f'), (13, b'r')];
    let mut i = 0;
    while i < short.len() {
        escapes[short[i].0 as usize] = Some(short[i].1);
        i += 1;
    }
    escapes
};

/// Writes a piece of a text with escapes.
#[inline]
pub fn escape(bytes: &[u8], mut push: impl FnMut(&[u8])) {
    let mut rest = bytes;
    loop {
        let run = plain_run(rest);
        push(&rest[..run]);
        let Some(&byte) = rest.get(run) else { return };
        rest = &rest[run + 1..];
        // A portion may end anywhere.
        let Some(letter) = ESCAPES[usize::from(byte)] else {
            push(&[byte]);
            continue;
        };
        if letter == 0 {
            let digit = |value: u8| b"0123456789abcdef"[usize::from(value)];
            push(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
        } else {
            push(&[b'\\', letter]);
        }
    }
}

/// A field of an object. The greatest is the one whose name comes first.
struct Field {
    name: *const StringObject,
    value: u64,
}

impl Ord for Field {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        string::as_bytes(other.name).cmp(string::as_bytes(self.name))
    }
}

impl PartialOrd for Field {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Field {}

/// The fields of an object that are still to be written.
enum Fields {
    Few(Vec<Field>),
    Many(BinaryHeap<Field>),
}

impl Fields {
    fn with_capacity(count: usize) -> Self {
        let (mut few, mut many) = (Vec::new(), BinaryHeap::new());
        let made = fallible(|| if count <= FEW { few.try_reserve_exact(count) } else { many.try_reserve_exact(count) });
        if made.is_err() {
            page::out_of_memory(count * size_of::<Field>());
        }
        if count <= FEW { Fields::Few(few) } else { Fields::Many(many) }
    }

    /// Takes more fields from the map; gives what it took, `None` when all are there.
    fn collect(&mut self, map: *const TableObject, next: &mut usize) -> Option<usize> {
        let shape = table::shape(map);
        let mut taken = 0;
        // SAFETY: entries of a `Map<String, Json>`, which is alive.
        while let Some(entry) = (taken < FEW).then(|| unsafe { table::next_entry(map, next) }).flatten() {
            // SAFETY: as above.
            let field = unsafe {
                Field { name: *table::key_of(entry) as *const StringObject, value: *table::value_of(entry, shape) }
            };
            taken += 1;
            match self {
                Fields::Few(fields) => fields.push(field),
                Fields::Many(fields) => fields.push(field),
            }
        }
        if let (Fields::Few(fields), true) = (self, taken > 0) {
            fields.sort_unstable();
        }
        (taken > 0).then_some(taken * 4)
    }

    fn pop(&mut self) -> Option<Field> {
        match self {
            Fields::Few(fields) => fields.pop(),
            Fields::Many(fields) => fields.pop(),
        }
    }
}
