//! Results of runtime functions, as generated code expects them: a word in a register, or the number of a variant in a
//! register and its payload where a pointer points.

use std::any::Any;

use crate::abi::{Object, OptionTag, ResultTag, StringObject};
use crate::actor::crash::guard;
use crate::memory::fallible;
use crate::reason::Crash;
use crate::value::{bytes, describe, list, page, resource, string};

/// What a body gives: a value, or a value unless the actor has to end.
pub trait Outcome {
    type Value;
    fn settle(self) -> Result<Self::Value, Crash>;
}

impl<T> Outcome for Result<T, Crash> {
    type Value = T;
    fn settle(self) -> Self {
        self
    }
}

/// What never comes back as a value.
impl Outcome for Crash {
    type Value = ();
    fn settle(self) -> Result<(), Crash> {
        Err(self)
    }
}

/// A value of one word, or none. Objects belong to the current heap and are owned by who gets them.
pub trait Give {
    type Register;
    fn register(self) -> Self::Register;
}

/// A value that lies where a pointer points; its tag is in a register.
pub trait GiveTagged {
    type Tag;
    /// # Safety
    /// `out` has room for the words of the value.
    unsafe fn write(self, out: *mut u64) -> Self::Tag;
}

/// The payload of a variant.
pub trait Payload {
    /// # Safety
    /// `out` has room for it.
    unsafe fn put(self, out: *mut u64);
}

pub type RegisterOf<T> = <<T as Outcome>::Value as Give>::Register;
pub type TagOf<T> = <<T as Outcome>::Value as GiveTagged>::Tag;

/// Runs a body whose result goes to a register.
#[inline(always)]
pub fn in_register<T: Outcome<Value: Give>>(body: impl FnOnce() -> T) -> RegisterOf<T> {
    guard(move || Ok(body().settle()?.register()))
}

/// Runs a body whose result goes through a pointer.
#[inline(always)]
pub fn by_pointer<T: Outcome<Value: GiveTagged>>(body: impl FnOnce() -> T, out: *mut u64) -> TagOf<T> {
    // SAFETY: generated code made room for a value of the declared type.
    guard(move || Ok(unsafe { body().settle()?.write(out) }))
}

macro_rules! words {
    ($($ty:ty => $register:ty, |$value:ident| $word:expr, $bits:expr;)*) => {$(
        impl Outcome for $ty {
            type Value = $ty;
            fn settle(self) -> Result<$ty, Crash> { Ok(self) }
        }
        impl Give for $ty {
            type Register = $register;
            #[inline(always)]
            fn register(self) -> $register { let $value = self; $word }
        }
        impl Payload for $ty {
            unsafe fn put(self, out: *mut u64) {
                let $value = self;
                // SAFETY: by contract.
                unsafe { *out = $bits };
            }
        }
    )*};
}

words! {
    i64 => i64, |value| value, value as u64;
    f64 => f64, |value| value, value.to_bits();
    bool => i64, |value| i64::from(value), u64::from(value);
    String => *mut StringObject, |text| string::new(&text), string::new(&text) as u64;
}

impl Outcome for () {
    type Value = ();
    #[inline(always)]
    fn settle(self) -> Result<(), Crash> {
        Ok(())
    }
}

impl Give for () {
    type Register = ();
    #[inline(always)]
    fn register(self) {}
}

impl Payload for () {
    unsafe fn put(self, _out: *mut u64) {}
}

/// Inside of another sum a text that may be missing is a pointer that may be null.
impl Payload for Option<String> {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = self.map_or(0, |text| string::new(&text) as u64) };
    }
}

impl<T> Outcome for *mut T {
    type Value = *mut T;
    #[inline(always)]
    fn settle(self) -> Result<*mut T, Crash> {
        Ok(self)
    }
}

impl<T> Give for *mut T {
    type Register = *mut T;
    #[inline(always)]
    fn register(self) -> *mut T {
        self
    }
}

impl<T> Payload for *mut T {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = self as u64 };
    }
}

impl<T> Outcome for Option<T> {
    type Value = Option<T>;
    fn settle(self) -> Result<Option<T>, Crash> {
        Ok(self)
    }
}

impl<T: Payload> GiveTagged for Option<T> {
    type Tag = i64;
    unsafe fn write(self, out: *mut u64) -> i64 {
        match self {
            None => OptionTag::None.number(),
            Some(value) => {
                // SAFETY: by contract.
                unsafe { value.put(out) };
                OptionTag::Some.number()
            }
        }
    }
}

/// A tuple: its parts, of one word each, one behind the other.
impl<A, B> Outcome for (A, B) {
    type Value = (A, B);
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl<A: Payload, B: Payload> GiveTagged for (A, B) {
    type Tag = ();
    unsafe fn write(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe {
            self.0.put(out);
            self.1.put(out.add(1));
        }
    }
}

impl<A, B, C> Outcome for (A, B, C) {
    type Value = (A, B, C);
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl<A: Payload, B: Payload, C: Payload> GiveTagged for (A, B, C) {
    type Tag = ();
    unsafe fn write(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe {
            self.0.put(out);
            self.1.put(out.add(1));
            self.2.put(out.add(2));
        }
    }
}

/// Inside of another sum: two values of one word each.
impl<A: Payload, B: Payload> Payload for (A, B) {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe {
            self.0.put(out);
            self.1.put(out.add(1));
        }
    }
}

/// A Mesh `Result`, where Rust's says whether the actor goes on.
pub struct Answer<T, E>(pub Result<T, E>);

impl<T, E> Outcome for Answer<T, E> {
    type Value = Answer<T, E>;
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl<T: Payload, E: Payload> GiveTagged for Answer<T, E> {
    type Tag = i64;
    unsafe fn write(self, out: *mut u64) -> i64 {
        // SAFETY: by contract.
        unsafe {
            match self.0 {
                Ok(value) => {
                    value.put(out);
                    ResultTag::Ok.number()
                }
                Err(error) => {
                    error.put(out);
                    ResultTag::Err.number()
                }
            }
        }
    }
}

impl<T, E> From<Result<T, E>> for Answer<T, E> {
    fn from(result: Result<T, E>) -> Self {
        Answer(result)
    }
}

/// A borrowed string argument.
#[repr(transparent)]
pub struct Text(*const StringObject);

impl Text {
    /// The object itself.
    pub fn object(&self) -> *const StringObject {
        self.0
    }

    /// A copy outside of the heap, for another thread. Without memory for it, `TooLarge` is thrown.
    pub fn to_owned(&self) -> String {
        let mut copy = String::new();
        if fallible(|| copy.try_reserve_exact(self.len())).is_err() {
            page::out_of_memory(self.len());
        }
        copy.push_str(self);
        copy
    }

    /// The text for work in steps, during which generated code holds the object: its caller does not go on before.
    pub fn held(&self) -> &'static str {
        string::as_str(self.0)
    }
}

impl std::ops::Deref for Text {
    type Target = str;
    #[inline(always)]
    fn deref(&self) -> &str {
        string::as_str(self.0)
    }
}

/// A size or count that the program asked for: nothing below zero.
pub fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// A thing outside of the heap that becomes a handle in it.
pub struct Handle<T>(pub T);

impl<T> Outcome for Handle<T> {
    type Value = Handle<T>;
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl<T: Any + Send + Sync + Clone> Give for Handle<T> {
    type Register = *mut Object;
    fn register(self) -> *mut Object {
        resource::new(self.0)
    }
}

impl<T: Any + Send + Sync + Clone> Payload for Handle<T> {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = self.register() as u64 };
    }
}

/// A borrowed argument of type `Bytes`.
#[repr(transparent)]
pub struct Octets(*const StringObject);

impl Octets {
    /// The bytes for work in steps: see `Text::held`.
    pub fn held(&self) -> &'static [u8] {
        string::as_bytes(self.0)
    }
}

impl std::ops::Deref for Octets {
    type Target = [u8];
    #[inline(always)]
    fn deref(&self) -> &[u8] {
        string::as_bytes(self.0)
    }
}

/// What becomes `Bytes` in the heap of the actor.
pub struct Blob(pub Vec<u8>);

impl Outcome for Blob {
    type Value = Blob;
    fn settle(self) -> Result<Self, Crash> {
        Ok(self)
    }
}

impl Give for Blob {
    type Register = *mut StringObject;
    fn register(self) -> *mut StringObject {
        bytes::new(&self.0)
    }
}

impl Payload for Blob {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = self.register() as u64 };
    }
}

/// An `Option` of a pointer is the pointer, or null.
impl Payload for Option<Blob> {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = self.map_or(0, |blob| blob.register() as u64) };
    }
}

/// What becomes a `List<String>` in the heap of the actor.
pub struct Texts(pub Vec<String>);

impl Payload for Texts {
    unsafe fn put(self, out: *mut u64) {
        // SAFETY: by contract.
        unsafe { *out = list::of_strings(self.0.iter().map(String::as_str)) as u64 };
    }
}

/// What becomes a `List<Int>` in the heap of the actor.
pub struct Numbers(pub Vec<i64>);

impl Payload for Numbers {
    unsafe fn put(self, out: *mut u64) {
        let mut all = list::of(&raw const describe::INT, self.0.len());
        for number in self.0 {
            // SAFETY: elements are numbers.
            all = unsafe { list::append_word(all, number as u64) };
        }
        // SAFETY: by contract.
        unsafe { *out = all as u64 };
    }
}

/// What becomes a `List<Bytes>` in the heap of the actor.
pub struct Blobs(pub Vec<Vec<u8>>);

impl Payload for Blobs {
    unsafe fn put(self, out: *mut u64) {
        let mut all = list::of(&raw const describe::POINTER, self.0.len());
        for blob in &self.0 {
            // SAFETY: elements are pointers to objects, owned by the list.
            all = unsafe { list::append_word(all, bytes::new(blob) as u64) };
        }
        // SAFETY: by contract.
        unsafe { *out = all as u64 };
    }
}
