//! What `std/io.mpl` is made of.

use std::io::IsTerminal;

use super::give::{Answer, Blob, Text, size};
use crate::actor::crash::guard;
use crate::actor::waiting::{Wait, polled};
use crate::mesh_extern;
use crate::os::input::input;
use crate::os::output::{Stream, output};

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
            polled(output().room(self.stream)).wait();
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

    async fn mesh_io_read_line() => Answer<Option<String>, String> {
        output().hurry();
        polled(input().line()).then(Answer)
    }

    async fn mesh_io_read_chunk(most: i64) => Answer<Option<Blob>, String> {
        output().hurry();
        polled(input().chunk(size(most))).then(|found| Answer(found.map(|bytes| bytes.map(Blob))))
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
