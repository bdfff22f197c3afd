//! Regular expressions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regex::Regex;

use super::{give_text, string_list, text};
use crate::abi::{ListObject, Object, StringObject};
use crate::heap::{resource, string};
use crate::mesh_extern;

fn regex<'a>(object: *mut Object) -> &'a Regex {
    resource::get::<Arc<Regex>>(object)
}

/// Compiled expressions that are kept; a program has few literals, but may make patterns without end.
const KEPT: usize = 256;

/// Compiles a pattern, or finds it among those that were compiled before: a literal in a function is met again and again.
fn compiled(pattern: &str) -> Result<Arc<Regex>, regex::Error> {
    static KNOWN: OnceLock<Mutex<HashMap<String, Arc<Regex>>>> = OnceLock::new();
    let known = || KNOWN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known().get(pattern) {
        return Ok(regex.clone());
    }
    let regex = Arc::new(Regex::new(pattern)?);
    let mut known = known();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(pattern.to_owned(), regex.clone());
    Ok(regex)
}

mesh_extern! {
    fn mesh_regex_compile(pattern: *const StringObject, out: *mut u64) -> i64 {
        match compiled(text(pattern)) {
            Ok(regex) => {
                // SAFETY: room for one word.
                unsafe { *out = resource::new(regex) as u64 };
                0
            }
            Err(error) => {
                // SAFETY: as above.
                unsafe { give_text(out, &error.to_string()) };
                1
            }
        }
    }

    fn mesh_regex_is_match(object: *mut Object, value: *const StringObject) -> i64 {
        i64::from(regex(object).is_match(text(value)))
    }

    fn mesh_regex_captures(object: *mut Object, value: *const StringObject, out: *mut u64) -> i64 {
        match regex(object).captures(text(value)) {
            None => 0,
            Some(groups) => {
                let groups = groups.iter().map(|group| group.map_or("", |group| group.as_str()));
                // SAFETY: room for one word.
                unsafe { *out = string_list(groups) as u64 };
                1
            }
        }
    }

    fn mesh_regex_replace(object: *mut Object, value: *const StringObject, by: *const StringObject) -> *mut StringObject {
        string::new(&regex(object).replace_all(text(value), text(by)))
    }

    fn mesh_regex_split(object: *mut Object, value: *const StringObject) -> *mut ListObject {
        string_list(regex(object).split(text(value)))
    }

    fn mesh_regex_find_all(object: *mut Object, value: *const StringObject) -> *mut ListObject {
        string_list(regex(object).find_iter(text(value)).map(|found| found.as_str()))
    }
}
