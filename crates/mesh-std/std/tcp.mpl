##! TCP connections. Reading and writing wait for 30 seconds, unless `set_timeout` says otherwise, and only the actor that does it waits.
##! Connections and listeners are closed when nobody holds them any more, at the latest at the end of the actor. `Err` says why in words:
##! "connection refused", "timed out", "the other side is gone", "the address is in use", "the connection is closed".

## A connection. Who is sent one shares it.
@opaque
pub type TcpConn

## What takes connections.
@opaque
pub type TcpListener

@extern("mesh_tcp_connect")
fn connect_in(host :: String, port :: Int, millis :: Int) -> Result<TcpConn, String>

## Connects to a host, by name or address, within 30 seconds.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let conn = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## assert_eq Tcp.peer(conn), "127.0.0.1:${Tcp.port(listener)}"
## ```
pub fn connect(host :: String, port :: Int) -> Result<TcpConn, String> =
  connect_in(host, port, 30000)

## The same within so many milliseconds; 0 is as long as the system tries.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## assert Result.is_ok(Tcp.connect("127.0.0.1", Tcp.port(listener), 5000))
## Tcp.close_listener(listener)
## ```
pub fn connect(host :: String, port :: Int, millis :: Int) -> Result<TcpConn, String> =
  connect_in(host, port, millis)

## Listens at a port of an address of this machine: "127.0.0.1" for itself, "0.0.0.0" for all; port 0 is any that is free.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## assert Result.is_err(Tcp.listen("127.0.0.1", Tcp.port(listener)))
## ```
@extern("mesh_tcp_listen")
pub fn listen(host :: String, port :: Int) -> Result<TcpListener, String>

## The port that it listens at.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## assert Tcp.port(listener) > 0
## ```
@extern("mesh_tcp_port")
@reads
pub fn port(listener :: TcpListener) -> Int

@extern("mesh_tcp_accept")
fn accept_in(listener :: TcpListener, millis :: Int) -> Result<TcpConn, String>

## Waits for the next connection.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.peer(server), Tcp.local(client)
## ```
pub fn accept(listener :: TcpListener) -> Result<TcpConn, String> = accept_in(listener, 0)

## The same for so many milliseconds, one at least.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## assert Result.is_err(Tcp.accept(listener, 5))
## ```
pub fn accept(listener :: TcpListener, millis :: Int) -> Result<TcpConn, String> =
  accept_in(listener, if millis < 1 do 1 else millis end)

## Takes no further connections; who waits for one gets an `Err`.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## Tcp.close_listener(listener)
## assert Result.is_err(Tcp.accept(listener))
## ```
@extern("mesh_tcp_close_listener")
pub fn close_listener(listener :: TcpListener) -> ()

## How long each reading and writing may take from now on, in milliseconds; 0 is for ever.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## Tcp.set_timeout(server, 5)
## assert_eq Tcp.read(server, 100), Err("timed out")
## Tcp.close(client)
## ```
@extern("mesh_tcp_set_patience")
pub fn set_timeout(conn :: TcpConn, millis :: Int) -> ()

## What comes next, at most so many bytes (8 MiB at once at most); `None` when the other side sends no more.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.write(client, "a"), Ok(())
## assert_eq Tcp.read(server, 100), Ok(Some(Bytes.from_string("a")))
## ```
@extern("mesh_tcp_read")
pub fn read(conn :: TcpConn, most :: Int) -> Result<Option<Bytes>, String>

## So many bytes (8 MiB at most); `None` when the other side ends before.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.write(client, "hello"), Ok(())
## assert_eq Tcp.read_exactly(server, 4), Ok(Some(Bytes.from_string("hell")))
## ```
@extern("mesh_tcp_read_exactly")
pub fn read_exactly(conn :: TcpConn, count :: Int) -> Result<Option<Bytes>, String>

@extern("mesh_tcp_read_line")
fn read_line_of(conn :: TcpConn, longest :: Int) -> Result<Option<String>, String>

## The next line without its end (`\n` or `\r\n`); `None` when the other side sends no more. One of more than 64 KiB is an `Err`.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.write(client, "hello\r\n"), Ok(())
## assert_eq Tcp.read_line(server), Ok(Some("hello"))
## ```
pub fn read_line(conn :: TcpConn) -> Result<Option<String>, String> = read_line_of(conn, 65536)

## The same with another limit, in bytes.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.write(client, "a long line\n"), Ok(())
## assert Result.is_err(Tcp.read_line(server, 5))
## ```
pub fn read_line(conn :: TcpConn, longest :: Int) -> Result<Option<String>, String> =
  read_line_of(conn, longest)

## Writes a text; waits while the other side does not read. After an `Err` nobody knows how much of it went out.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.write(server, "welcome\n"), Ok(())
## assert_eq Tcp.read_line(client), Ok(Some("welcome"))
## ```
@extern("mesh_tcp_write")
pub fn write(conn :: TcpConn, text :: String) -> Result<(), String>

## The same for bytes.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.write_bytes(server, Bytes.from_list([0, 255])), Ok(())
## assert_eq Tcp.read_exactly(client, 2), Ok(Some(Bytes.from_list([0, 255])))
## ```
@extern("mesh_tcp_write_bytes")
pub fn write_bytes(conn :: TcpConn, bytes :: Bytes) -> Result<(), String>

## Tells the other side that nothing more comes; it can still be read.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.finish(client), Ok(())
## assert_eq Tcp.read(server, 100), Ok(None)
## ```
@extern("mesh_tcp_finish")
pub fn finish(conn :: TcpConn) -> Result<(), String>

## Closes the connection; who waits for it gets an `Err`.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## Tcp.close(client)
## assert Result.is_err(Tcp.write(client, "hello"))
## assert_eq Tcp.read(server, 100), Ok(None)
## ```
@extern("mesh_tcp_close")
pub fn close(conn :: TcpConn) -> ()

## The address and port of the other side: `127.0.0.1:5000`.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## assert_eq Tcp.peer(client), "127.0.0.1:${Tcp.port(listener)}"
## ```
@extern("mesh_tcp_peer")
@reads
pub fn peer(conn :: TcpConn) -> String

## The address and port of this side.
##
## ```mesh
## let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
## let client = Result.unwrap(Tcp.connect("127.0.0.1", Tcp.port(listener)))
## let server = Result.unwrap(Tcp.accept(listener))
## assert_eq Tcp.local(client), Tcp.peer(server)
## ```
@extern("mesh_tcp_local")
@reads
pub fn local(conn :: TcpConn) -> String
