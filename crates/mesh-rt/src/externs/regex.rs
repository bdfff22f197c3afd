//! What `std/regex.mpl` is made of.

use std::sync::Arc;
use std::time::{Duration, Instant};

use regex::Regex;

use super::give::{Answer, Text};
use super::wait::Soon;
use crate::abi::{ListObject, Object, StringObject};
use crate::actor::waiting::{Wait, off_thread, pools};
use crate::mesh_extern;
use crate::os::pool::is_given_up;
use crate::reason::Crash;
use crate::text::build::Adopt;
use crate::text::regex::{Expression, GoesOn, Program, between, gathered, keep, known, replaced};
use crate::text::search::Cut;
use crate::value::{ask_for, list, resource};

/// Who has not found all matches then goes on elsewhere: together they may take as long as the square of the text.
const TURN: Duration = Duration::from_millis(2);

/// Searches a text with a compiled expression. `work` gives nothing if it was not to go on.
fn search<T: Send + 'static>(
    object: *mut Object,
    text: Text,
    work: impl Fn(&Regex, &str, GoesOn<'_>) -> Option<T> + Send + 'static,
) -> impl Wait<Output = Result<T, Crash>> {
    let program = match resource::get::<Arc<Expression>>(object).program() {
        Ok(program) => program,
        Err(crash) => return Soon::Now(Err(crash)),
    };
    if program.is_quick(text.len()) {
        let begun = Instant::now();
        if let Some(found) = work(&program.regex, &text, &|| begun.elapsed() < TURN) {
            return Soon::Now(Ok(found));
        }
    }
    let (program, text) = (program.clone(), text.to_owned());
    let found = off_thread(&pools().matching, move || work(&program.regex, &text, &|| !is_given_up()));
    Soon::Later(found.then(|found| found?.ok_or_else(|| Crash::from("nobody waits for it".to_owned()))))
}

mesh_extern! {
    async fn mesh_regex_compile(pattern: Text) => Answer<*mut Object, String> {
        let program = if let Some(program) = known(&pattern) {
            Soon::Now(Ok(Ok(program)))
        } else {
            // It cannot be interrupted.
            let pattern = pattern.to_owned();
            let made = off_thread(&pools().matching, move || (Program::of(&pattern), pattern));
            Soon::Later(made.then(|made: Result<(Result<Program, String>, String), Crash>| {
                let (program, pattern) = made?;
                Ok(program.inspect(|program| keep(&pattern, program)))
            }))
        };
        let made = |program: Program| resource::new(Arc::new(Expression::from(program)));
        program.then(move |program: Result<Result<Program, String>, Crash>| Ok(Answer(program?.map(made))))
    }

    fn mesh_regex_escape(text: Text) -> String {
        ask_for(2 * text.len());
        regex::escape(&text)
    }

    fn mesh_regex_literal(pattern: Text, flags: Text) -> *mut Object {
        resource::new(Arc::new(Expression::literal(&pattern, &flags)))
    }

    async fn mesh_regex_is_match(object: *mut Object, value: Text) -> Result<bool, Crash> {
        search(object, value, |regex, text, _| Some(regex.is_match(text)))
    }

    async fn mesh_regex_captures(object: *mut Object, value: Text) => Result<Option<*mut ListObject>, Crash> {
        let text = value.held();
        let found = search(object, value, |regex, text, _| {
            let place = |group: Option<regex::Match<'_>>| group.map_or(0..0, |group| group.range());
            Some(regex.captures(text).map(|groups| groups.iter().map(place).collect::<Vec<_>>()))
        });
        found.then(move |groups| {
            Ok(groups?.map(|groups| list::of_strings(groups.into_iter().map(|group| &text[group]))))
        })
    }

    async fn mesh_regex_replace(object: *mut Object, value: Text, by: Text) -> *mut StringObject {
        let by = by.to_owned();
        let done = search(object, value, move |regex, text, goes_on| replaced(regex, text, &by, goes_on));
        done.then_steps(|text: Result<String, Crash>| text.map(Adopt::new))
    }

    async fn mesh_regex_split(object: *mut Object, value: Text) -> *mut ListObject {
        let text = value.held();
        let pieces = search(object, value, |regex, text, goes_on| {
            between(regex.find_iter(text).map(|found| found.range()), text.len(), goes_on)
        });
        pieces.then_steps(move |pieces: Result<Vec<_>, Crash>| Ok(Cut::new(text, pieces?)))
    }

    async fn mesh_regex_find_all(object: *mut Object, value: Text) -> *mut ListObject {
        let text = value.held();
        let found = search(object, value, |regex, text, goes_on| {
            gathered(regex.find_iter(text).map(|found| found.range()), goes_on)
        });
        found.then_steps(move |found: Result<Vec<_>, Crash>| Ok(Cut::new(text, found?)))
    }
}
