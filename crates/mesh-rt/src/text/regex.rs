//! Regular expressions.

use std::sync::Arc;

use regex::Regex;

use super::{give_text, string_list, text};
use crate::abi::{ListObject, Object, StringObject};
use crate::heap::{resource, string};
use crate::mesh_extern;

fn regex<'a>(object: *mut Object) -> &'a Regex {
    resource::get::<Arc<Regex>>(object)
}

mesh_extern! {
    fn mesh_regex_compile(pattern: *const StringObject, out: *mut u64) -> i64 {
        match Regex::new(text(pattern)) {
            Ok(regex) => {
                // SAFETY: room for one word.
                unsafe { *out = resource::new(Arc::new(regex)) as u64 };
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
