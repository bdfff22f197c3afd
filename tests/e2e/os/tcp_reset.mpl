# driver: tcp_reset.py
# Clients that are gone before they are taken are none: `accept` gives the first one that is there.
fn main() do
  let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
  println("${Tcp.port(listener)}")
  let _ = IO.read_line()
  let conn = Result.unwrap(Tcp.accept(listener, 20_000))
  println("${Result.unwrap(conn.read_line())}")
  Tcp.close(conn)
  println("${Result.is_err(Tcp.accept(listener, 50))}")
end
