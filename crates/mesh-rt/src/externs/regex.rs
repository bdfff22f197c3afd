//! What `std/regex.mpl` is made of.

use std::sync::Arc;

use regex::Regex;

use super::give::{Answer, Text};
use crate::abi::{ListObject, Object, StringObject};
use crate::mesh_extern;
use crate::text::regex::compiled;
use crate::value::{list, resource, string};

fn regex<'a>(object: *mut Object) -> &'a Regex {
    resource::get::<Arc<Regex>>(object)
}

mesh_extern! {
    fn mesh_regex_compile(pattern: Text) => Answer<*mut Object, String> {
        Answer(compiled(&pattern).map(resource::new).map_err(|error| error.to_string()))
    }

    fn mesh_regex_is_match(object: *mut Object, value: Text) -> bool {
        regex(object).is_match(&value)
    }

    fn mesh_regex_captures(object: *mut Object, value: Text) => Option<*mut ListObject> {
        let groups = regex(object).captures(&value)?;
        Some(list::of_strings(groups.iter().map(|group| group.map_or("", |group| group.as_str()))))
    }

    fn mesh_regex_replace(object: *mut Object, value: Text, by: Text) -> *mut StringObject {
        string::new(&regex(object).replace_all(&value, &*by))
    }

    fn mesh_regex_split(object: *mut Object, value: Text) -> *mut ListObject {
        list::of_strings(regex(object).split(&value))
    }

    fn mesh_regex_find_all(object: *mut Object, value: Text) -> *mut ListObject {
        list::of_strings(regex(object).find_iter(&value).map(|found| found.as_str()))
    }
}
