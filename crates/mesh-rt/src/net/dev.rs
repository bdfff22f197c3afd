//! What a server says beside its routes when `meshc dev` has started it: that it is another one now, so that pages load again.

use std::sync::OnceLock;

use bytes::Bytes;
use hyper::Response;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::payload::Payload;

/// What a page includes. The first server that it hears of is its own.
const SCRIPT: &str = r#"{
  let server;
  new EventSource("/.mesh/reload").onmessage = ({ data }) => {
    if (server && server !== data) location.reload();
    server = data;
  };
}
"#;

/// By what the program differs from the one before; `None` when it was not started by `meshc dev`.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    SERVER.get_or_init(|| std::env::var("MESH_DEV").ok().filter(|name| !name.is_empty())).as_deref()
}

/// The answer to a request for one of these routes; `None` for all others.
pub fn answer(path: &str) -> Option<Response<Payload>> {
    let server = server()?;
    let (kind, body) = match path {
        // The event ends, so that nothing is in the way of the program's end; the browser asks again after the time that it is told.
        "/.mesh/reload" => ("text/event-stream", format!("retry: 300\ndata: {server}\n\n")),
        "/.mesh/reload.js" => ("text/javascript", SCRIPT.to_owned()),
        _ => return None,
    };
    let made = Response::builder().header(CONTENT_TYPE, kind).header(CACHE_CONTROL, "no-store");
    made.body(Payload::Whole(Bytes::from(body))).ok()
}
