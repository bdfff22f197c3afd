//! What `std/io.mpl` is made of.

use std::io::{BufRead, Read};

use super::give::{Answer, Text};
use crate::actor::waiting::off_thread;
use crate::mesh_extern;
use crate::os::io::{flush, tell, write};

mesh_extern! {
    fn mesh_io_println(text: Text) {
        write(&text, "\n");
    }

    fn mesh_io_print(text: Text) {
        write(&text, "");
    }

    fn mesh_io_eprintln(text: Text) {
        flush();
        tell(format_args!("{}\n", &*text));
    }

    async fn mesh_io_read_line() => Answer<String, String> {
        flush();
        off_thread(|| {
            let mut line = String::new();
            let outcome = std::io::stdin().lock().read_line(&mut line);
            line.truncate(line.trim_end_matches(['\n', '\r']).len());
            Answer(outcome.map(|_| line).map_err(|error| error.to_string()))
        })
    }

    async fn mesh_io_read_all() => Answer<String, String> {
        flush();
        off_thread(|| {
            let mut text = String::new();
            Answer(std::io::stdin().lock().read_to_string(&mut text).map(|_| text).map_err(|error| error.to_string()))
        })
    }
}
