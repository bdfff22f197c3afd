//! What `std/regex.mpl` is made of.

use std::sync::Arc;

use regex::Regex;

use super::give::{Answer, Text};
use super::wait::Soon;
use crate::abi::{ListObject, Object, StringObject};
use crate::actor::waiting::{Wait, off_thread, pools};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::text::build::Adopt;
use crate::text::regex::{Expression, between, gathered, replaced};
use crate::text::search::Cut;
use crate::value::{list, resource};

/// A longer text is searched on another thread: the search cannot be interrupted.
const SHORT: usize = 8 << 10;

/// Searches a text with a compiled expression.
fn search<T: Send + 'static>(
    object: *mut Object,
    text: Text,
    work: impl FnOnce(&Regex, &str) -> T + Send + 'static,
) -> impl Wait<Output = Result<T, Crash>> {
    let regex = match resource::get::<Arc<Expression>>(object).regex() {
        Ok(regex) => regex,
        Err(crash) => return Soon::Now(Err(crash)),
    };
    if text.len() <= SHORT {
        return Soon::Now(Ok(work(regex, &text)));
    }
    let (regex, text) = (regex.clone(), text.to_owned());
    Soon::Later(off_thread(&pools().matching, move || work(&regex, &text)))
}

mesh_extern! {
    fn mesh_regex_compile(pattern: Text) => Answer<*mut Object, String> {
        let made = Expression::compiled(&pattern).map(|expression| resource::new(Arc::new(expression)));
        Answer(made.map_err(|error| error.to_string()))
    }

    fn mesh_regex_literal(pattern: Text, flags: Text) -> *mut Object {
        resource::new(Arc::new(Expression::literal(&pattern, &flags)))
    }

    async fn mesh_regex_is_match(object: *mut Object, value: Text) -> Result<bool, Crash> {
        search(object, value, |regex, text| regex.is_match(text))
    }

    async fn mesh_regex_captures(object: *mut Object, value: Text) => Result<Option<*mut ListObject>, Crash> {
        let text = value.held();
        let found = search(object, value, |regex, text| {
            let groups = regex.captures(text)?;
            Some(groups.iter().map(|group| group.map_or(0..0, |group| group.range())).collect::<Vec<_>>())
        });
        found.then(move |groups| {
            Ok(groups?.map(|groups| list::of_strings(groups.into_iter().map(|group| &text[group]))))
        })
    }

    async fn mesh_regex_replace(object: *mut Object, value: Text, by: Text) -> *mut StringObject {
        let by = by.to_owned();
        let done = search(object, value, move |regex, text| replaced(regex, text, &by));
        done.then_steps(|text| text.map(Adopt::new))
    }

    async fn mesh_regex_split(object: *mut Object, value: Text) -> *mut ListObject {
        let text = value.held();
        let pieces = search(object, value, |regex, text| {
            between(regex.find_iter(text).map(|found| found.range()), text.len())
        });
        pieces.then_steps(move |pieces| Ok(Cut::new(text, pieces?)))
    }

    async fn mesh_regex_find_all(object: *mut Object, value: Text) -> *mut ListObject {
        let text = value.held();
        let found = search(object, value, |regex, text| gathered(regex.find_iter(text).map(|found| found.range())));
        found.then_steps(move |found: Result<Vec<_>, Crash>| Ok(Cut::new(text, found?)))
    }
}
