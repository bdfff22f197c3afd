//! Functions of C that a program declares in `extern` blocks: what crosses is converted here, in both directions.
//!
//! What C gets is lent to it for the time of the call; what it gives is copied, and its memory freed where the declaration says by
//! what. A call is made on the large stack of the worker; one that may block its thread, on a thread of a pool, with copies of
//! all that it gets, since its actor may end meanwhile.

use std::ffi::{CStr, c_char, c_void};

use super::give::Payload;
use super::wait::Soon;
use crate::abi::{Crossing, ForeignFn, OptionTag, StringObject};
use crate::actor::body::on_worker_stack;
use crate::actor::policy;
use crate::actor::waiting::{Wait, off_thread, pools};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::{bytes, string};

/// What generated code makes for each function: it takes the arguments, and where the result goes.
type Code = unsafe extern "C" fn(arguments: *const u64, result: *mut u64);

/// What a call gave: a word, and the length of what is bytes.
type Returned = [u64; 2];

/// The arguments of a call, as C gets them.
struct Arguments {
    function: &'static ForeignFn,
    words: Vec<u64>,
    /// Copies that some of the words point to.
    copies: Vec<Box<[u8]>>,
}

/// What a call gave, outside of the heap.
enum Given {
    Word(u64),
    Text(String),
    Bytes(Vec<u8>),
    Missing,
}

/// How the arguments of a function cross.
fn params_of(function: &ForeignFn) -> &'static [Crossing] {
    if function.param_count == 0 {
        return &[];
    }
    // SAFETY: the compiler wrote so many into the program.
    unsafe { std::slice::from_raw_parts(function.params, function.param_count as usize) }
}

impl Arguments {
    /// Converts what lies at `words`, one for each parameter; bytes are copied when `copied`, and lent otherwise.
    fn new(function: &'static ForeignFn, words: *const u64, copied: bool) -> Result<Arguments, Crash> {
        let params = params_of(function);
        let mut made = Arguments { function, words: Vec::with_capacity(params.len() + 2), copies: Vec::new() };
        for (at, &param) in params.iter().enumerate() {
            // SAFETY: generated code wrote a word for each parameter.
            let word = unsafe { *words.add(at) };
            match param {
                Crossing::MaybeText if word == 0 => made.words.push(0),
                Crossing::Text | Crossing::MaybeText => {
                    let text = string::as_bytes(word as *const StringObject);
                    if text.contains(&0) {
                        return Err(made.refused(at, "a text with a zero in it ends there for C; pass `Bytes`"));
                    }
                    let mut copy = Vec::with_capacity(text.len() + 1);
                    copy.extend_from_slice(text);
                    copy.push(0);
                    made.lend(copy.into_boxed_slice());
                }
                Crossing::MaybeBytes if word == 0 => made.words.extend([0, 0]),
                Crossing::Bytes | Crossing::MaybeBytes => {
                    let held = string::as_bytes(word as *const StringObject);
                    if copied {
                        made.lend(held.into());
                    } else {
                        made.words.push(held.as_ptr() as u64);
                    }
                    made.words.push(held.len() as u64);
                }
                _ => match limits(param) {
                    Some((low, high, name)) if !(low..=high).contains(&(word as i64)) => {
                        return Err(made.refused(at, &format!("{} is no C.{name}", word as i64)));
                    }
                    _ => made.words.push(word),
                },
            }
        }
        Ok(made)
    }

    fn lend(&mut self, copy: Box<[u8]>) {
        self.words.push(copy.as_ptr() as u64);
        self.copies.push(copy);
    }

    fn refused(&self, at: usize, why: &str) -> Crash {
        Crash::error(format!("argument {} of `{}`: {why}", at + 1, self.function.name.text()))
    }

    /// Makes the call.
    fn call(&self) -> Returned {
        let mut result: Returned = [0; 2];
        // SAFETY: generated code for this function, with as many words as it takes. What the function does with them is the promise
        // of who declared it.
        unsafe {
            let code: Code = std::mem::transmute(self.function.code);
            code(self.words.as_ptr(), result.as_mut_ptr());
        }
        result
    }
}

/// The numbers that a type of C has, and its name; nothing for one that has all of Mesh's.
fn limits(crossing: Crossing) -> Option<(i64, i64, &'static str)> {
    Some(match crossing {
        Crossing::Int8 => (i8::MIN.into(), i8::MAX.into(), "Int8"),
        Crossing::Int16 => (i16::MIN.into(), i16::MAX.into(), "Int16"),
        Crossing::Int32 => (i32::MIN.into(), i32::MAX.into(), "Int32"),
        Crossing::UInt8 => (0, u8::MAX.into(), "UInt8"),
        Crossing::UInt16 => (0, u16::MAX.into(), "UInt16"),
        Crossing::UInt32 => (0, u32::MAX.into(), "UInt32"),
        Crossing::UInt64 => (0, i64::MAX, "UInt64"),
        _ => return None,
    })
}

/// Takes what a call gave out of C's memory, which is freed as the declaration says.
fn taken(function: &ForeignFn, result: Returned) -> Result<Given, String> {
    let [word, length] = result;
    match function.result {
        Crossing::UInt64 if word > i64::MAX as u64 => Err(format!("gave {word}, which no Int can be")),
        Crossing::MaybeText | Crossing::MaybeBytes | Crossing::MaybeHandle if word == 0 => Ok(Given::Missing),
        Crossing::Text | Crossing::Bytes | Crossing::Handle if word == 0 => {
            Err("gave a null pointer: its result is to be declared with a `?` behind the type".to_owned())
        }
        Crossing::Text | Crossing::MaybeText => {
            // SAFETY: that it is a text of C is the promise of who declared it.
            let text = unsafe { CStr::from_ptr(word as *const c_char) }.to_bytes().to_vec();
            freed(function, word);
            String::from_utf8(text).map(Given::Text).map_err(|_| "gave a text that is not UTF-8".to_owned())
        }
        Crossing::Bytes | Crossing::MaybeBytes => {
            // SAFETY: as many bytes as C says that there are.
            let held = unsafe { std::slice::from_raw_parts(word as *const u8, length as usize) }.to_vec();
            freed(function, word);
            Ok(Given::Bytes(held))
        }
        _ => Ok(Given::Word(word)),
    }
}

fn freed(function: &ForeignFn, word: u64) {
    if function.free.is_null() {
        return;
    }
    // SAFETY: who declared the function says that this one frees what it gives.
    unsafe {
        let free: unsafe extern "C" fn(*mut c_void) = std::mem::transmute(function.free);
        free(word as *mut c_void);
    }
}

/// Puts what a call gave into the heap, and its words to `out`.
fn given(function: &ForeignFn, given: Result<Given, String>, out: *mut u64) -> Result<i64, Crash> {
    let given = given.map_err(|why| Crash::error(format!("`{}` {why}", function.name.text())))?;
    let word = match given {
        Given::Missing => return Ok(OptionTag::None.number()),
        Given::Word(word) => word,
        Given::Text(text) => string::new(&text) as u64,
        Given::Bytes(held) => bytes::new(&held) as u64,
    };
    // SAFETY: generated code made room for it.
    unsafe { (word as i64).put(out) };
    Ok(OptionTag::Some.number())
}

fn called(function: &'static ForeignFn, words: *const u64, out: *mut u64) -> impl Wait<Output = Result<i64, Crash>> {
    policy::point();
    let blocking = function.blocking != 0;
    let arguments = match Arguments::new(function, words, blocking) {
        Ok(arguments) => arguments,
        Err(crash) => return Soon::Now(Err(crash)),
    };
    if !blocking {
        let result = on_worker_stack(|| taken(function, arguments.call()));
        return Soon::Now(given(function, result, out));
    }
    let work = off_thread(&pools().foreign, move || taken(function, arguments.call()));
    Soon::Later(work.then(move |result| given(function, result?, out)))
}

mesh_extern! {
    async fn mesh_foreign_call(function: *const ForeignFn, words: *const u64, out: *mut u64) -> Result<i64, Crash> {
        // SAFETY: the compiler wrote it into the program.
        called(unsafe { &*function }, words, out)
    }
}
