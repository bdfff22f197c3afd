//! What `std/io.mpl` is made of.

use std::io::IsTerminal;

use parking_lot::Once;

use super::file::{describe, portion};
use super::give::{Answer, Blob, Text};
use crate::actor::crash::guard;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{Wait, polled, polled_inside};
use crate::mesh_extern;
use crate::os::input::input;
use crate::os::output::{Stream, output};
use crate::os::terminal::{self, Silence};

/// A text on its way to a stream; the actor waits while the buffer is full. Owns nothing.
struct Printing {
    stream: Stream,
    text: Text,
    end: &'static str,
}

impl Wait for Printing {
    type Output = ();
    #[inline(always)]
    fn wait(self) {
        while !guard(|| Ok(output().try_print(self.stream, &self.text, self.end))) {
            polled_inside(output().room(self.stream)).wait();
        }
    }
}

mesh_extern! {
    async fn mesh_io_println(text: Text) {
        Printing { stream: Stream::Out, text, end: "\n" }
    }

    async fn mesh_io_print(text: Text) {
        Printing { stream: Stream::Out, text, end: "" }
    }

    async fn mesh_io_eprintln(text: Text) {
        Printing { stream: Stream::Err, text, end: "\n" }
    }

    async fn mesh_io_eprint(text: Text) {
        Printing { stream: Stream::Err, text, end: "" }
    }

    async fn mesh_io_read_secret(prompt: Text) => Answer<Option<String>, String> {
        static AT_THE_END: Once = Once::new();
        AT_THE_END.call_once(|| runtime().program.before_halt(terminal::put_back));
        let prompt = prompt.to_owned();
        polled(async move {
            // Before somebody sees that he may type.
            let silence = Silence::begin();
            while !output().try_print(Stream::Err, &prompt, "") {
                output().room(Stream::Err).await;
            }
            output().hurry();
            let line = input().line().await;
            drop(silence);
            Answer(line)
        })
    }

    async fn mesh_io_read_line() => Answer<Option<String>, String> {
        output().hurry();
        polled(input().line()).then(Answer)
    }

    async fn mesh_io_read_chunk(most: i64) => Answer<Option<Blob>, String> {
        output().hurry();
        let found = async move { input().chunk(portion(most).map_err(|error| describe(&error))?).await };
        polled(found).then(|found| Answer(found.map(|bytes| bytes.map(Blob))))
    }

    fn mesh_io_is_terminal(stream: i64) -> bool {
        match stream {
            0 => std::io::stdin().is_terminal(),
            1 => std::io::stdout().is_terminal(),
            _ => std::io::stderr().is_terminal(),
        }
    }

    async fn mesh_io_read_all() => Answer<String, String> {
        output().hurry();
        polled(input().rest()).then(Answer)
    }
}
