//! What `std/log.mpl` is made of.

use super::give::{Answer, Text};
use crate::abi::ListObject;
use crate::actor::body;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{Wait, polled_inside};
use crate::mesh_extern;
use crate::os::log::{self, Form, Line};
use crate::os::output::{Stream, output};
use crate::value::{list, string};

/// Writes to standard error; waits while that has no room.
fn written(text: String) -> impl Wait<Output = ()> {
    polled_inside(async move {
        while !output().try_print(Stream::Err, &text, "") {
            output().room(Stream::Err).await;
        }
    })
}

fn line(level: i64, module: &str, message: &str, fields: &[(&str, &str)], form: Form) -> String {
    let actor = if form == Form::Json { body::current().pid.to_string() } else { String::new() };
    Line { level, module, actor: &actor, message, fields }.text(form)
}

mesh_extern! {
    fn mesh_log_wanted(level: i64, module: Text) -> bool {
        log::wanted(level, &module)
    }

    async fn mesh_log_write(
        message: Text,
        level: i64,
        module: Text,
        keys: *const ListObject,
        values: *const ListObject,
    ) {
        let texts = |all| list::objects(all).map(|object| string::as_str(object.cast()));
        let fields: Vec<(&str, &str)> = texts(keys).zip(texts(values)).collect();
        written(line(level, &module, &message, &fields, log::form()))
    }

    fn mesh_log_set_levels(wanted: Text) => Answer<(), String> {
        Answer(log::set_levels(&wanted))
    }

    // What a part of the library has to say, whether the program keeps a log or not.
    // Behind the crash reports that it is about, and without waiting for who reads them.
    fn mesh_log_note(text: Text) {
        runtime().reports.note(line(log::WARN, "", &text, &[], log::form()));
    }
}
