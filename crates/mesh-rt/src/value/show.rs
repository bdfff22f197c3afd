//! Values as text for crash reports: by their descriptors, shortened.

use std::fmt::Write;

use super::string;
use crate::abi::{ListObject, Object, ObjectKind, ValueDesc, ValueShape, VariantDesc};
use crate::value::{list, table};

const MAX_TEXT: usize = 200;
const MAX_DEPTH: usize = 6;
const MAX_STRING: usize = 80;

/// The type of `std/config.mpl` whose values no text shows.
const SECRET: &str = "Config.Secret<";

/// The text of a value, at most some two hundred bytes of it.
///
/// # Safety
/// `words` are the words of a live value of the type that `desc` describes.
pub unsafe fn value(words: *const u64, desc: *const ValueDesc) -> String {
    let mut shower = Shower { text: String::new() };
    // SAFETY: by contract.
    unsafe { shower.value(words, &*desc, 0) };
    let mut text = shower.text;
    if text.len() > MAX_TEXT {
        let cut = (0..=MAX_TEXT).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(cut);
        text.push('…');
    }
    text
}

struct Shower {
    text: String,
}

impl Shower {
    fn is_full(&self, depth: usize) -> bool {
        self.text.len() > MAX_TEXT || depth > MAX_DEPTH
    }

    /// # Safety
    /// As for `value`.
    unsafe fn value(&mut self, words: *const u64, desc: &ValueDesc, depth: usize) {
        if self.is_full(depth) {
            return self.text.push('…');
        }
        // SAFETY: the descriptor tells how many words there are and what they hold.
        unsafe {
            let word = || *words;
            match desc.shape {
                ValueShape::Unit => self.text.push_str("()"),
                ValueShape::Int => self.put(word() as i64),
                ValueShape::Float => self.put(f64::from_bits(word())),
                ValueShape::Bool => self.put(word() != 0),
                ValueShape::Atom => self.put(format_args!(":{}", string::as_str(word() as *const _))),
                ValueShape::Pid => self.put(format_args!("<0.{}>", word() as i64)),
                ValueShape::Unboxed => self.record(words, &*(*desc.object).variants, depth),
                ValueShape::Enum => self.variant_name(desc, word() as usize),
                ValueShape::Nullable if word() == 0 => self.empty_variant(desc),
                ValueShape::Nullable => {
                    let some = (0..(*desc.object).variant_count as usize).find(|&i| self.variant(desc, i).words > 0);
                    self.record(words, self.variant(desc, some.unwrap_or(0)), depth);
                }
                ValueShape::Tagged => {
                    let variant = self.variant(desc, word() as usize);
                    let payload: Vec<u64> =
                        (0..variant.words as usize).map(|at| *words.add(*variant.places.add(at) as usize)).collect();
                    self.record(payload.as_ptr(), variant, depth);
                }
                ValueShape::Boxed if word() & 1 == 1 => self.variant_name(desc, (word() >> 1) as usize),
                ValueShape::Boxed => self.object(word() as *const Object, depth),
            }
        }
    }

    fn put(&mut self, value: impl std::fmt::Display) {
        // Writing to a string does not fail.
        let _ = write!(self.text, "{value}");
    }

    fn variant(&self, desc: &ValueDesc, number: usize) -> &'static VariantDesc {
        // SAFETY: sums have a descriptor with all their variants.
        unsafe { &*(*desc.object).variants.add(number) }
    }

    fn variant_name(&mut self, desc: &ValueDesc, number: usize) {
        let name = self.variant(desc, number).name.text().to_owned();
        self.text.push_str(&name);
    }

    /// # Safety
    /// `desc` is of a sum.
    unsafe fn empty_variant(&mut self, desc: &ValueDesc) {
        // SAFETY: by contract.
        let count = unsafe { (*desc.object).variant_count as usize };
        let none = (0..count).find(|&i| self.variant(desc, i).words == 0);
        self.variant_name(desc, none.unwrap_or(0));
    }

    /// # Safety
    /// `object` is alive.
    unsafe fn object(&mut self, object: *const Object, depth: usize) {
        // SAFETY: by contract; descriptors are true.
        unsafe {
            let desc = &*(*object).desc;
            match desc.kind {
                ObjectKind::Record => {
                    self.record(object.cast::<u64>().add(2), &*desc.variants.add((*object).tag as usize), depth);
                }
                ObjectKind::String => {
                    let text = string::as_str(object.cast());
                    let shown: String = text.chars().take(MAX_STRING).collect();
                    self.put(format_args!("{shown:?}{}", if shown.len() < text.len() { "…" } else { "" }));
                }
                ObjectKind::Bytes => self.put(format_args!("{} bytes", string::as_bytes(object.cast()).len())),
                ObjectKind::List => self.list(object.cast(), &**desc.args, depth),
                ObjectKind::Map => self.put(format_args!("%{{{} entries}}", table::len(object.cast()))),
                ObjectKind::Set => self.put(format_args!("a set of {}", table::len(object.cast()))),
                ObjectKind::Closure => self.text.push_str("a function"),
                ObjectKind::Resource => self.text.push_str("a handle"),
            }
        }
    }

    /// # Safety
    /// `list` is alive and its elements are of the described type.
    unsafe fn list(&mut self, object: *const ListObject, element: &ValueDesc, depth: usize) {
        self.text.push('[');
        for i in 0..list::len(object) {
            if i > 0 {
                self.text.push_str(", ");
            }
            if self.is_full(depth + 1) {
                self.text.push('…');
                break;
            }
            // SAFETY: within the list.
            unsafe { self.value((*object).start.add(i * element.words as usize), element, depth + 1) };
        }
        self.text.push(']');
    }

    /// # Safety
    /// The words of the variant's fields follow each other at `words`.
    unsafe fn record(&mut self, words: *const u64, variant: &VariantDesc, depth: usize) {
        let name = variant.name.text();
        self.text.push_str(name);
        if variant.field_count == 0 && !name.is_empty() {
            return;
        }
        if name.starts_with(SECRET) {
            return self.text.push_str("(***)");
        }
        self.text.push('(');
        let mut at = words;
        for i in 0..variant.field_count as usize {
            if i > 0 {
                self.text.push_str(", ");
            }
            // SAFETY: `fields` has an entry for each field, `field_names` too when there are names.
            unsafe {
                if !variant.field_names.is_null() {
                    self.put(format_args!("{}: ", (*variant.field_names.add(i)).text()));
                }
                let field = &**variant.fields.add(i);
                self.value(at, field, depth + 1);
                at = at.add(field.words as usize);
            }
        }
        self.text.push(')');
    }
}
