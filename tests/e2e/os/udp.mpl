# UDP: datagrams with their senders, a time-out, bounds.
fn main() do
  let a = Result.unwrap(Udp.bind("127.0.0.1", 0))
  let b = Result.unwrap(Udp.bind("127.0.0.1", 0))
  a.set_timeout(20_000)
  b.set_timeout(50)
  println("${b.receive()}")
  println("${b.send("127.0.0.1", a.port(), Bytes.from_string("ping"))} ${b.send("127.0.0.1", a.port(), Bytes.empty())}")
  let (first, second) = (Result.unwrap(a.receive()), Result.unwrap(a.receive()))
  println("${first.bytes} ${first.host} ${first.port == b.port()} ${second.bytes}")
  println("${a.send(first.host, first.port, Bytes.repeat(7, 60_000))} ${Result.map(b.receive(), fn got -> Bytes.length(got.bytes) end)}")
  println("${Result.is_err(a.send("127.0.0.1", b.port(), Bytes.repeat(7, 70_000)))} ${a.send("127.0.0.1", -1, Bytes.empty())} ${Result.is_err(a.send("::1", 9, Bytes.empty()))}")
  println("${Result.map(Udp.bind("127.0.0.1", a.port()), fn _ -> () end)} ${a.port() > 0}")
end
