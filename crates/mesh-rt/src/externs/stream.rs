//! What `std/file_stream.mpl` is made of.

use std::io::{Result, SeekFrom};
use std::sync::Arc;

use super::file::outcome;
use super::give::{Answer, Blob, Handle, Octets, Text, size};
use crate::abi::Object;
use crate::actor::waiting::{Wait, polled, pools};
use crate::mesh_extern;
use crate::os::stream::{Access, FileStream};
use crate::value::resource;

type Shared = Arc<FileStream>;

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
        with(object, move |stream| async move { Ok(stream.read(size(most)).await?.map(Blob)) })
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
        let to = match from {
            0 => SeekFrom::Start(size(by) as u64),
            1 => SeekFrom::Current(by),
            _ => SeekFrom::End(by),
        };
        with(object, move |stream| async move { stream.seek(to).await })
    }

    async fn mesh_stream_truncate(object: *mut Object, length: i64) => Answer<(), String> {
        with(object, move |stream| async move { stream.truncate(size(length) as u64).await })
    }

    async fn mesh_stream_sync(object: *mut Object) => Answer<(), String> {
        with(object, move |stream| async move { stream.sync().await })
    }

    async fn mesh_stream_close(object: *mut Object) {
        let stream = resource::get::<Shared>(object).clone();
        polled(async move { stream.close().await })
    }
}
