# A connection is no number, and nobody but `Ws` makes one.
fn main() do
  Ws.send(7, "hello")
  #       ^ E0001
  let forged = WsConn { key: 7 }
  #                          ^ E0001
  Ws.close(forged, 1000, "")
end
