//! A text becomes a `Json`.

use super::parse::{Container, Maker, Said, Scalar};
use super::{NULL, Variant, container, make};
use crate::abi::{ListObject, Object, StringObject, ValueDesc};
use crate::value::free::Dying;
use crate::value::table::{self, TableObject};
use crate::value::worklist::Worklist;
use crate::value::{list, string};

/// What is open around the place in the text. The objects are owned, and nobody else's.
enum Open {
    Array(*mut ListObject),
    /// The fields so far, and the name of the one whose value comes; null before it.
    Object(*mut TableObject, *mut StringObject),
}

/// Values as far as they were read.
pub struct Tree {
    json: *const ValueDesc,
    open: Worklist<Open>,
    /// The value of the whole text, owned, when it is there: the last thing that is made.
    done: u64,
}

impl Tree {
    /// `json` describes `Json`.
    pub fn of(json: *const ValueDesc) -> Self {
        Tree { json, open: Worklist::new(), done: NULL }
    }

    #[inline(always)]
    fn object(&self, variant: Variant, payload: u64) -> u64 {
        make(self.json, variant, payload) as u64
    }

    /// Puts a value where it belongs.
    #[inline(always)]
    fn put(&mut self, value: u64) {
        match self.open.last_mut() {
            Some(Open::Array(items)) => {
                // SAFETY: an owned word of the list's type.
                *items = unsafe { list::append_word(*items, value) };
            }
            Some(Open::Object(fields, name)) => {
                let key = std::mem::replace(name, std::ptr::null_mut()) as u64;
                // SAFETY: key and value are owned words of the map's types.
                *fields = unsafe { table::put(*fields, table::shape(*fields), &raw const key, &raw const value) };
            }
            None => self.done = value,
        }
    }
}

#[inline(always)]
fn owned(text: Said) -> *mut StringObject {
    match text {
        Said::Plain(bytes) => string::of_bytes(bytes),
        Said::Made(object) => object,
    }
}

/// The word of a value without parts.
pub fn scalar_word(json: *const ValueDesc, scalar: Scalar) -> u64 {
    match scalar {
        Scalar::Null => NULL,
        Scalar::Bool(value) => make(json, Variant::Bool, u64::from(value)) as u64,
        Scalar::Int(value) => make(json, Variant::Int, value as u64) as u64,
        Scalar::Float(value) => make(json, Variant::Float, value.to_bits()) as u64,
    }
}

/// The word of a text, which is owned.
pub fn text_word(json: *const ValueDesc, text: *mut StringObject) -> u64 {
    make(json, Variant::String, text as u64) as u64
}

impl Maker for Tree {
    type Output = *mut Object;

    #[inline(always)]
    fn innermost(&mut self) -> Option<Container> {
        self.open.last_mut().map(|open| match open {
            Open::Array(_) => Container::Array,
            Open::Object(..) => Container::Object,
        })
    }

    #[inline(always)]
    fn open(&mut self, kind: Container, _first: *const u8) {
        self.open.push(match kind {
            Container::Array => Open::Array(list::with_capacity(0, container(self.json, Variant::Array))),
            Container::Object => {
                let fields = table::with_capacity(0, container(self.json, Variant::Object));
                Open::Object(fields, std::ptr::null_mut())
            }
        });
    }

    #[inline(always)]
    fn close(&mut self, _end: *const u8) {
        let value = match self.open.pop() {
            Some(Open::Array(items)) => self.object(Variant::Array, items as u64),
            Some(Open::Object(fields, _)) => self.object(Variant::Object, fields as u64),
            None => NULL,
        };
        self.put(value);
    }

    #[inline(always)]
    fn scalar(&mut self, scalar: Scalar) {
        let value = scalar_word(self.json, scalar);
        self.put(value);
    }

    #[inline(always)]
    fn text(&mut self, text: Said) {
        let value = self.object(Variant::String, owned(text) as u64);
        self.put(value);
    }

    #[inline(always)]
    fn name(&mut self, text: Said) {
        if let Some(Open::Object(_, name)) = self.open.last_mut() {
            *name = owned(text);
        }
    }

    fn output(&mut self) -> *mut Object {
        std::mem::replace(&mut self.done, NULL) as *mut Object
    }

    fn give_up(&mut self, dying: &mut Dying) {
        if self.done != NULL {
            dying.add(std::mem::replace(&mut self.done, NULL) as *mut Object);
        }
        while let Some(open) = self.open.pop() {
            match open {
                Open::Array(items) => dying.add(items.cast()),
                Open::Object(fields, name) => {
                    dying.add(fields.cast());
                    dying.add(name.cast());
                }
            }
        }
    }
}
