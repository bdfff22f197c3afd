//! What `std/file_stream.mpl` is made of.

use std::io::{Error, Result, SeekFrom};
use std::sync::Arc;

use super::file::{outcome, portion};
use super::give::{Answer, Blob, Handle, Octets, Text, size};
use crate::abi::Object;
use crate::actor::waiting::{Wait, polled, pools};
use crate::mesh_extern;
use crate::os::stream::{Access, FileStream};
use crate::value::resource;

type Shared = Arc<FileStream>;

/// A place in a file.
fn position(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| Error::other(format!("no file has a position {number}")))
}

/// The work of an open file.
fn with<T: Send + 'static, W: Future<Output = Result<T>> + Send + 'static>(
    object: *mut Object,
    work: impl FnOnce(Shared) -> W,
) -> impl Wait<Output = Answer<T, String>> {
    outcome(work(resource::get::<Shared>(object).clone()))
}

mesh_extern! {
    async fn mesh_stream_open(path: Text, access: i64) => Answer<Handle<Shared>, String> {
        let (path, access, pool) = (path.to_owned(), Access::of(access), &pools().files);
        outcome(async move { FileStream::open(pool, path, access).await.map(|stream| Handle(Arc::new(stream))) })
    }

    async fn mesh_stream_read(object: *mut Object, most: i64) => Answer<Option<Blob>, String> {
        with(object, move |stream| async move { Ok(stream.read(portion(most)?).await?.map(Blob)) })
    }

    async fn mesh_stream_read_line(object: *mut Object, longest: i64) => Answer<Option<String>, String> {
        with(object, move |stream| async move { stream.line(size(longest)).await })
    }

    async fn mesh_stream_write(object: *mut Object, text: Text) => Answer<(), String> {
        let bytes = text.as_bytes().to_vec();
        with(object, move |stream| async move { stream.write(bytes).await })
    }

    async fn mesh_stream_write_bytes(object: *mut Object, bytes: Octets) => Answer<(), String> {
        let bytes = bytes.to_vec();
        with(object, move |stream| async move { stream.write(bytes).await })
    }

    // From the beginning, from where it is, or from the end.
    async fn mesh_stream_seek(object: *mut Object, from: i64, by: i64) => Answer<i64, String> {
        with(object, move |stream| async move {
            let to = match from {
                0 => SeekFrom::Start(position(by)?),
                1 => SeekFrom::Current(by),
                _ => SeekFrom::End(by),
            };
            stream.seek(to).await
        })
    }

    async fn mesh_stream_truncate(object: *mut Object, length: i64) => Answer<(), String> {
        with(object, move |stream| async move { stream.truncate(position(length)?).await })
    }

    async fn mesh_stream_sync(object: *mut Object) => Answer<(), String> {
        with(object, move |stream| async move { stream.sync().await })
    }

    async fn mesh_stream_close(object: *mut Object) {
        let stream = resource::get::<Shared>(object).clone();
        polled(async move { stream.close().await })
    }
}
