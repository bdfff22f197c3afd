//! What `std/bytes.mpl` is made of.

use super::crypto::hex_between;
use super::give::{Answer, Blob, Octets, Text, size};
use super::string::hash_bytes;
use crate::abi::{ListObject, StringObject};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::turn::Steps;
use crate::value::builder::Builder;
use crate::value::{bytes as object, describe, list, string};

/// A number as a byte.
fn byte(number: i64) -> Result<u8, Crash> {
    u8::try_from(number).map_err(|_| format!("{number} is no byte: those are 0 to 255").into())
}

/// The position of a part at or after `from`.
fn find(whole: &[u8], part: &[u8], from: usize) -> Option<usize> {
    let rest = whole.get(from..)?;
    if part.is_empty() {
        return Some(from);
    }
    memchr::memmem::find(rest, part).map(|at| from + at)
}

/// A number of bytes that a number of Mesh may have.
fn width(size: i64) -> Result<usize, Crash> {
    let width = usize::try_from(size).ok().filter(|width| (1..=8).contains(width));
    width.ok_or_else(|| format!("a number has 1 to 8 bytes, not {size}").into())
}

/// The number in some bytes, the most significant first.
fn number(mut bytes: impl Iterator<Item = u8>, signed: bool) -> Option<i64> {
    let first = bytes.next()?;
    let start = if signed { i128::from(first as i8) } else { i128::from(first) };
    i64::try_from(bytes.fold(start, |number, byte| (number << 8) | i128::from(byte))).ok()
}

mesh_extern! {
    fn mesh_bytes_int_at(bytes: Octets, at: i64, size: i64, little: i64, signed: i64) => Result<Option<i64>, Crash> {
        let width = width(size)?;
        let start = usize::try_from(at).ok();
        let place = start.and_then(|start| bytes.get(start..)?.get(..width));
        Ok(place.and_then(|place| {
            let place = place.iter().copied();
            if little == 1 { number(place.rev(), signed == 1) } else { number(place, signed == 1) }
        }))
    }

    fn mesh_bytes_from_int(value: i64, size: i64, little: i64) -> Result<Blob, Crash> {
        let width = width(size)?;
        let (bits, wide) = (8 * width as u32, i128::from(value));
        if wide < -(1 << (bits - 1)) || wide >= 1 << bits {
            return Err(format!("{value} does not fit in {bits} bits").into());
        }
        let mut bytes = value.to_le_bytes()[..width].to_vec();
        if little == 0 {
            bytes.reverse();
        }
        Ok(Blob(bytes))
    }

    fn mesh_bytes_from_string(text: Text) -> *mut StringObject {
        object::new(text.as_bytes())
    }

    fn mesh_bytes_from_list(numbers: *const ListObject) -> Result<*mut StringObject, Crash> {
        string::written(list::len(numbers), &raw const object::DESC, |room| {
            for (word, place) in list::objects(numbers).zip(room.iter_mut()) {
                *place = byte(word as i64)?;
            }
            Ok(room.len())
        })
    }

    fn mesh_bytes_repeat(number: i64, times: i64) -> Result<*mut StringObject, Crash> {
        Ok(object::repeated(byte(number)?, size(times)))
    }

    fn mesh_bytes_length(bytes: Octets) -> i64 {
        bytes.len() as i64
    }

    fn mesh_bytes_at(bytes: Octets, index: i64) => Option<i64> {
        usize::try_from(index).ok().and_then(|at| bytes.get(at)).map(|&byte| i64::from(byte))
    }

    fn mesh_bytes_slice(bytes: Octets, start: i64, stop: i64) -> *mut StringObject {
        let (start, stop) = list::clamp(start, stop, bytes.len());
        object::new(&bytes[start..stop])
    }

    fn mesh_bytes_concat(left: Octets, right: Octets) -> *mut StringObject {
        object::joined([&*left, &*right].into_iter())
    }

    fn mesh_bytes_join(parts: *const ListObject) -> *mut StringObject {
        object::joined(list::objects(parts).map(|part| string::as_bytes(part.cast())))
    }

    fn mesh_bytes_index_of(bytes: Octets, part: Octets, from: i64) => Option<i64> {
        find(&bytes, &part, size(from)).map(|at| at as i64)
    }

    fn mesh_bytes_to_list(bytes: Octets) -> *mut ListObject {
        let mut all = list::of(&raw const describe::INT, bytes.len());
        for &byte in bytes.iter() {
            // SAFETY: elements are numbers.
            all = unsafe { list::append_word(all, u64::from(byte)) };
        }
        all
    }

    fn mesh_bytes_to_string(bytes: Octets) => Answer<*mut StringObject, String> {
        let text = std::str::from_utf8(&bytes);
        Answer(text.map(string::new).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to())))
    }

    fn mesh_bytes_to_string_lossy(bytes: Octets) -> *mut StringObject {
        let mut text = Builder::new();
        for chunk in bytes.utf8_chunks() {
            text.push(chunk.valid().as_bytes());
            if !chunk.invalid().is_empty() {
                text.push_char(char::REPLACEMENT_CHARACTER);
            }
        }
        text.whole().finish()
    }

    fn mesh_bytes_eq(left: Octets, right: Octets) -> bool {
        *left == *right
    }

    fn mesh_bytes_lt(left: Octets, right: Octets) -> bool {
        *left < *right
    }

    fn mesh_bytes_inspect(bytes: Octets) -> *mut StringObject {
        hex_between("Bytes(", &bytes, ")")
    }

    fn mesh_bytes_hash(bytes: Octets) -> i64 {
        hash_bytes(&bytes) as i64
    }
}
