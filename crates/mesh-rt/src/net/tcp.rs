//! Plain sockets: TCP connections and what listens for them, UDP. Whoever waits for the other side does so for a time.

use std::io::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket, lookup_host};
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use crate::os::reader::Reader;

/// How long somebody waits who says nothing about it.
const PATIENCE: u64 = 30_000;
/// No datagram is larger.
const DATAGRAM: usize = 65_535;

/// How long somebody waits, in milliseconds; 0 is for ever.
struct Patience(AtomicU64);

impl Patience {
    async fn during<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        match self.0.load(Ordering::Relaxed) {
            0 => work.await,
            millis => in_time(millis, work).await,
        }
    }
}

async fn in_time<T>(millis: u64, work: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(Duration::from_millis(millis), work).await.unwrap_or_else(|_| Err(Error::other("timed out")))
}

/// What went wrong with a socket, in words that stay the same: see `std/tcp.mpl`.
pub fn describe(error: &Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => "the other side is gone".to_owned(),
        ErrorKind::AddrInUse => "the address is in use".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::TimedOut => "timed out".to_owned(),
        ErrorKind::InvalidData => "not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// A port as the program gives it.
pub fn port(number: i64) -> Result<u16> {
    u16::try_from(number).map_err(|_| Error::other(format!("{number} is no port: those are 0 to 65535")))
}

/// A connection. Somebody may read while somebody else writes.
pub struct Connection {
    reader: Mutex<Option<Reader<OwnedReadHalf>>>,
    writer: Mutex<Option<OwnedWriteHalf>>,
    closed: watch::Sender<bool>,
    patience: Patience,
    pub peer: SocketAddr,
    pub local: SocketAddr,
}

fn closed() -> Error {
    Error::other("the connection is closed")
}

impl Connection {
    /// Connects to the first address of a host that answers.
    pub async fn open(host: &str, port: u16, millis: u64) -> Result<Connection> {
        let connect = TcpStream::connect((host, port));
        let stream = if millis == 0 { connect.await? } else { in_time(millis, connect).await? };
        Connection::of(stream)
    }

    fn of(stream: TcpStream) -> Result<Connection> {
        stream.set_nodelay(true)?;
        let (peer, local) = (stream.peer_addr()?, stream.local_addr()?);
        let (reader, writer) = stream.into_split();
        Ok(Connection {
            reader: Mutex::new(Some(Reader::new(reader))),
            writer: Mutex::new(Some(writer)),
            closed: watch::Sender::new(false),
            patience: Patience(AtomicU64::new(PATIENCE)),
            peer,
            local,
        })
    }

    /// How long reading and writing may take from now on; 0 is for ever.
    pub fn set_patience(&self, millis: u64) {
        self.patience.0.store(millis, Ordering::Relaxed);
    }

    /// Work that ends when the connection is closed, or takes too long.
    async fn during<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut ends = self.closed.subscribe();
        tokio::select! {
            outcome = self.patience.during(work) => outcome,
            _ = ends.wait_for(|closed| *closed) => Err(closed()),
        }
    }

    /// What comes next, at most so many bytes; `None` when the other side sends no more.
    pub async fn read(&self, most: usize) -> Result<Option<Vec<u8>>> {
        self.during(async { self.reader.lock().await.as_mut().ok_or_else(closed)?.read(most).await }).await
    }

    /// So many bytes; `None` when the other side ends before.
    pub async fn exactly(&self, count: usize) -> Result<Option<Vec<u8>>> {
        self.during(async { self.reader.lock().await.as_mut().ok_or_else(closed)?.exactly(count).await }).await
    }

    /// The next line without its end.
    pub async fn line(&self, longest: usize) -> Result<Option<String>> {
        self.during(async { self.reader.lock().await.as_mut().ok_or_else(closed)?.line(longest).await }).await
    }

    /// Writes all of it.
    pub async fn write(&self, bytes: &[u8]) -> Result<()> {
        self.during(async { self.writer.lock().await.as_mut().ok_or_else(closed)?.write_all(bytes).await }).await
    }

    /// Tells the other side that nothing more comes.
    pub async fn finish(&self) -> Result<()> {
        self.during(async { self.writer.lock().await.as_mut().ok_or_else(closed)?.shutdown().await }).await
    }

    /// Closes the connection; who waits for it is told.
    pub async fn close(&self) {
        self.closed.send_replace(true);
        drop(self.writer.lock().await.take());
        drop(self.reader.lock().await.take());
    }
}

fn no_listener() -> Error {
    Error::other("the listener is closed")
}

/// So many connections wait to be taken, if the system lets them (`net.core.somaxconn`): of more a client has to ask again, a second later.
const BACKLOG: u32 = 4096;

/// A socket that listens at a port of an address; at any free one for 0. `::` is every address of the machine.
pub async fn listen_at(host: &str, port: u16) -> Result<TcpListener> {
    let mut failed = None;
    // As it stands in an URL.
    let name = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    for address in lookup_host((name, port)).await? {
        match socket_at(address).and_then(|socket| socket.listen(BACKLOG)) {
            Ok(listener) => return Ok(listener),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| ErrorKind::AddrNotAvailable.into()))
}

fn socket_at(address: SocketAddr) -> Result<TcpSocket> {
    let is_every = address.is_ipv6() && address.ip().is_unspecified();
    let (socket, address) = match if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() } {
        // A system without IPv6 has those of IPv4 only.
        Err(error) if is_every && error.raw_os_error() == Some(libc::EAFNOSUPPORT) => {
            (TcpSocket::new_v4()?, (Ipv4Addr::UNSPECIFIED, address.port()).into())
        }
        made => (made?, address),
    };
    if is_every && address.is_ipv6() {
        take_both(&socket)?;
    }
    // A port whose connections ended a moment ago is free.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// A socket of IPv6 takes connections of IPv4, too, whatever the system does by itself.
fn take_both(socket: &TcpSocket) -> Result<()> {
    let off: libc::c_int = 0;
    // SAFETY: a live socket, and a number of the size that is told.
    let outcome = unsafe {
        let (value, size) = ((&raw const off).cast(), size_of_val(&off) as libc::socklen_t);
        libc::setsockopt(socket.as_raw_fd(), libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, value, size)
    };
    if outcome == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// What takes connections.
pub struct Listener {
    socket: Mutex<Option<TcpListener>>,
    closed: watch::Sender<bool>,
    pub local: SocketAddr,
}

impl Listener {
    /// Listens at a port of an address; at any free one for 0.
    pub async fn open(host: &str, port: u16) -> Result<Listener> {
        let socket = listen_at(host, port).await?;
        let local = socket.local_addr()?;
        Ok(Listener { socket: Mutex::new(Some(socket)), closed: watch::Sender::new(false), local })
    }

    /// The next connection; waits for so long, 0 is for ever.
    pub async fn accept(&self, millis: u64) -> Result<Connection> {
        let mut ends = self.closed.subscribe();
        let accept = async {
            loop {
                let place = self.socket.lock().await;
                match place.as_ref().ok_or_else(no_listener)?.accept().await {
                    Ok((stream, _)) => {
                        // What is gone before it is taken has no addresses any more.
                        if let Ok(connection) = Connection::of(stream) {
                            return Ok(connection);
                        }
                    }
                    Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                    Err(error) => return Err(error),
                }
            }
        };
        let accept = async { if millis == 0 { accept.await } else { in_time(millis, accept).await } };
        tokio::select! {
            outcome = accept => outcome,
            _ = ends.wait_for(|closed| *closed) => Err(no_listener()),
        }
    }

    /// Takes no further connections.
    pub async fn close(&self) {
        self.closed.send_replace(true);
        drop(self.socket.lock().await.take());
    }
}

/// A socket for datagrams.
pub struct Datagrams {
    socket: UdpSocket,
    patience: Patience,
    pub local: SocketAddr,
}

impl Datagrams {
    /// A socket at a port of an address; at any free one for 0.
    pub async fn open(host: &str, port: u16) -> Result<Datagrams> {
        let socket = UdpSocket::bind((host, port)).await?;
        let local = socket.local_addr()?;
        Ok(Datagrams { socket, patience: Patience(AtomicU64::new(PATIENCE)), local })
    }

    /// How long receiving may take from now on; 0 is for ever.
    pub fn set_patience(&self, millis: u64) {
        self.patience.0.store(millis, Ordering::Relaxed);
    }

    /// Sends one datagram.
    pub async fn send(&self, bytes: &[u8], host: &str, port: u16) -> Result<()> {
        let is_alike = |address: &SocketAddr| address.is_ipv4() == self.local.is_ipv4();
        let to = lookup_host((host, port)).await?.find(is_alike);
        let to = to.ok_or_else(|| Error::other(format!("{host} has no address of this socket's kind")))?;
        self.socket.send_to(bytes, to).await.map(drop)
    }

    /// The next datagram, and who sent it.
    pub async fn receive(&self) -> Result<(Vec<u8>, SocketAddr)> {
        let mut room = vec![0; DATAGRAM];
        let (count, from) = self.patience.during(self.socket.recv_from(&mut room)).await?;
        room.truncate(count);
        Ok((room, from))
    }
}
