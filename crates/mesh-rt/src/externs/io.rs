//! What `std/io.mpl` is made of.

use super::give::{Answer, Text};
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

    async fn mesh_io_read_all() => Answer<String, String> {
        output().hurry();
        polled(input().rest()).then(Answer)
    }
}
