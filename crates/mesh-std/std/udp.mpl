##! UDP: single datagrams, which may get lost. A socket is closed when nobody holds it any more, at the latest at the end of the actor.

## A socket. Who is sent one shares it.
@opaque
pub type UdpSocket

## What came.
pub struct Datagram do
  bytes :: Bytes
  ## The address of who sent it.
  host :: String
  port :: Int
end deriving(Eq, Debug)

## A socket at a port of an address of this machine: "127.0.0.1" for itself, "0.0.0.0" for all; port 0 is any that is free.
##
## ```mesh
## let socket = Result.unwrap(Udp.bind("127.0.0.1", 0))
## assert Result.is_err(Udp.bind("127.0.0.1", Udp.port(socket)))
## ```
@extern("mesh_udp_bind")
pub fn bind(host :: String, port :: Int) -> Result<UdpSocket, String>

## The port that it is at.
##
## ```mesh
## let socket = Result.unwrap(Udp.bind("127.0.0.1", 0))
## assert Udp.port(socket) > 0
## ```
@extern("mesh_udp_port")
@reads
pub fn port(socket :: UdpSocket) -> Int

## Sends a datagram to a host, by name or address.
##
## ```mesh
## let socket = Result.unwrap(Udp.bind("127.0.0.1", 0))
## let ping = Bytes.from_string("ping")
## assert_eq Udp.send(socket, "127.0.0.1", Udp.port(socket), ping), Ok(())
## ```
@extern("mesh_udp_send")
pub fn send(socket :: UdpSocket, host :: String, port :: Int, bytes :: Bytes) -> Result<(), String>

@extern("mesh_udp_receive")
fn receive_parts(socket :: UdpSocket) -> Result<List<Bytes>, String>

## Waits for the next datagram, for 30 seconds unless `set_timeout` says otherwise.
##
## ```mesh
## let socket = Result.unwrap(Udp.bind("127.0.0.1", 0))
## let ping = Bytes.from_string("ping")
## assert_eq Udp.send(socket, "127.0.0.1", Udp.port(socket), ping), Ok(())
## assert_eq Result.map(Udp.receive(socket), fn it -> it.bytes end), Ok(ping)
## ```
pub fn receive(socket :: UdpSocket) -> Result<Datagram, String> do
  let parts = receive_parts(socket)?
  let port = Option.unwrap_or(String.to_int(Bytes.to_string_lossy(List.get(parts, 2))), 0)
  Ok(Datagram {
    bytes: List.get(parts, 0),
    host: Bytes.to_string_lossy(List.get(parts, 1)),
    port: port
  })
end

## How long `receive` waits from now on, in milliseconds; 0 is for ever.
##
## ```mesh
## let socket = Result.unwrap(Udp.bind("127.0.0.1", 0))
## Udp.set_timeout(socket, 5)
## assert Result.is_err(Udp.receive(socket))
## ```
@extern("mesh_udp_set_patience")
pub fn set_timeout(socket :: UdpSocket, millis :: Int) -> ()
