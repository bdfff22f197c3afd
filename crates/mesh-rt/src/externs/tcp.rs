//! What `std/tcp.mpl` and `std/udp.mpl` are made of.

use std::io::Result;
use std::sync::Arc;

use super::file::portion;
use super::give::{Answer, Blob, Blobs, Handle, Octets, Text, size};
use crate::abi::Object;
use crate::actor::waiting::{Wait, polled};
use crate::mesh_extern;
use crate::net::tcp::{self, Connection, Datagrams, Listener, describe};
use crate::value::resource;

type Conn = Arc<Connection>;

/// What a handle stands for.
fn of<T: Send + Sync + 'static>(object: *mut Object) -> Arc<T> {
    resource::get::<Arc<T>>(object).clone()
}

/// Waits for what becomes of a socket.
fn outcome<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> impl Wait<Output = Answer<T, String>> {
    polled(work).then(|outcome| Answer(outcome.map_err(|error| describe(&error))))
}

/// Milliseconds; nothing below zero.
fn millis(number: i64) -> u64 {
    size(number) as u64
}

mesh_extern! {
    async fn mesh_tcp_connect(host: Text, port: i64, patience: i64) => Answer<Handle<Conn>, String> {
        let (host, port) = (host.to_owned(), tcp::port(port));
        outcome(async move { Ok(Handle(Arc::new(Connection::open(&host, port?, millis(patience)).await?))) })
    }

    async fn mesh_tcp_listen(host: Text, port: i64) => Answer<Handle<Arc<Listener>>, String> {
        let (host, port) = (host.to_owned(), tcp::port(port));
        outcome(async move { Ok(Handle(Arc::new(Listener::open(&host, port?).await?))) })
    }

    async fn mesh_tcp_accept(object: *mut Object, patience: i64) => Answer<Handle<Conn>, String> {
        let listener = of::<Listener>(object);
        outcome(async move { Ok(Handle(Arc::new(listener.accept(millis(patience)).await?))) })
    }

    async fn mesh_tcp_close_listener(object: *mut Object) {
        let listener = of::<Listener>(object);
        polled(async move { listener.close().await })
    }

    fn mesh_tcp_port(object: *mut Object) -> i64 {
        i64::from(of::<Listener>(object).local.port())
    }

    fn mesh_tcp_peer(object: *mut Object) -> String {
        of::<Connection>(object).peer.to_string()
    }

    fn mesh_tcp_local(object: *mut Object) -> String {
        of::<Connection>(object).local.to_string()
    }

    fn mesh_tcp_set_patience(object: *mut Object, patience: i64) {
        of::<Connection>(object).set_patience(millis(patience));
    }

    async fn mesh_tcp_read(object: *mut Object, most: i64) => Answer<Option<Blob>, String> {
        let connection = of::<Connection>(object);
        outcome(async move { Ok(connection.read(portion(most)?).await?.map(Blob)) })
    }

    async fn mesh_tcp_read_exactly(object: *mut Object, count: i64) => Answer<Option<Blob>, String> {
        let connection = of::<Connection>(object);
        outcome(async move { Ok(connection.exactly(size(count)).await?.map(Blob)) })
    }

    async fn mesh_tcp_read_line(object: *mut Object, longest: i64) => Answer<Option<String>, String> {
        let connection = of::<Connection>(object);
        outcome(async move { connection.line(size(longest)).await })
    }

    async fn mesh_tcp_write(object: *mut Object, text: Text) => Answer<(), String> {
        let (connection, bytes) = (of::<Connection>(object), text.as_bytes().to_vec());
        outcome(async move { connection.write(&bytes).await })
    }

    async fn mesh_tcp_write_bytes(object: *mut Object, bytes: Octets) => Answer<(), String> {
        let (connection, bytes) = (of::<Connection>(object), bytes.to_vec());
        outcome(async move { connection.write(&bytes).await })
    }

    async fn mesh_tcp_finish(object: *mut Object) => Answer<(), String> {
        let connection = of::<Connection>(object);
        outcome(async move { connection.finish().await })
    }

    async fn mesh_tcp_close(object: *mut Object) {
        let connection = of::<Connection>(object);
        polled(async move { connection.close().await })
    }

    async fn mesh_udp_bind(host: Text, port: i64) => Answer<Handle<Arc<Datagrams>>, String> {
        let (host, port) = (host.to_owned(), tcp::port(port));
        outcome(async move { Ok(Handle(Arc::new(Datagrams::open(&host, port?).await?))) })
    }

    fn mesh_udp_port(object: *mut Object) -> i64 {
        i64::from(of::<Datagrams>(object).local.port())
    }

    fn mesh_udp_set_patience(object: *mut Object, patience: i64) {
        of::<Datagrams>(object).set_patience(millis(patience));
    }

    async fn mesh_udp_send(object: *mut Object, host: Text, port: i64, bytes: Octets) => Answer<(), String> {
        let (socket, host, port, bytes) = (of::<Datagrams>(object), host.to_owned(), tcp::port(port), bytes.to_vec());
        outcome(async move { socket.send(&bytes, &host, port?).await })
    }

    // The datagram, the address and the port of who sent it.
    async fn mesh_udp_receive(object: *mut Object) => Answer<Blobs, String> {
        let socket = of::<Datagrams>(object);
        outcome(async move {
            let (bytes, from) = socket.receive().await?;
            Ok(Blobs(vec![bytes, from.ip().to_string().into_bytes(), from.port().to_string().into_bytes()]))
        })
    }
}
