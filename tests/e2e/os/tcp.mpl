# TCP: lines and pieces in both directions, time-outs, bounds, ends.
actor serve(conn :: TcpConn) do
  case conn.read_line() do
    Ok(Some("quit")) -> do
      let _ = conn.write("bye\n")
      ()
    end
    Ok(Some(line)) -> do
      let _ = conn.write("${String.length(line)} ${line}\r\n")
      serve(conn)
    end
    other -> println("the server's end: ${other}")
  end
end

fn accept_all(listener :: TcpListener) -> () do
  case Tcp.accept(listener) do
    Ok(conn) -> do
      spawn(serve, conn)
      accept_all(listener)
    end
    Err(error) -> println(error)
  end
end

fn result<T>(outcome :: Result<T, String>) -> Result<(), String> =
  Result.map(outcome, fn _ -> () end)

fn talk(port :: Int) -> Result<(), String> do
  let conn = Tcp.connect("127.0.0.1", port)?
  conn.write("hello\nworld\nno")?
  println("${conn.read_line()} ${conn.read_line()}")
  conn.write_bytes(Bytes.from_string("w\nquit\n"))?
  println("${conn.read_exactly(3)} ${conn.read_line()} ${conn.read_line()} ${conn.read_line()} ${conn.read(10)}")
  println("${Tcp.peer(conn) == "127.0.0.1:${port}"} ${String.starts_with(Tcp.local(conn), "127.0.0.1:")}")
  conn.close()
  println("${conn.read(1)} ${conn.write("x")}")
  Ok(())
end

# A server that says nothing, one that talks without end, one that does not read.
fn patience(listener :: TcpListener) -> Result<(), String> do
  let port = Tcp.port(listener)
  println("${result(Tcp.accept(listener, 50))}")
  let client = Tcp.connect("127.0.0.1", port)?
  let server = Tcp.accept(listener, 5000)?
  client.set_timeout(50)
  println("${client.read_line()} ${client.read(1)}")
  client.set_timeout(20_000)
  let reader = Job.async(fn -> client.read_line(1000) end)
  server.write(String.repeat("x", 2000))?
  println("${Job.await(reader)}")
  server.set_timeout(200)
  println("${server.write(String.repeat("y", 50_000_000))}")
  # Closing wakes the reader.
  server.set_timeout(0)
  let longer = Job.async(fn -> server.read(1) end)
  println("${Job.poll(longer, 300)}")
  server.close()
  println("${Job.await(longer)}")
  # What nobody holds any more is closed: it is held to here.
  client.close()
  Ok(())
end

# Both sides end when nobody holds them.
fn ends(listener :: TcpListener) -> Result<(), String> do
  let client = Tcp.connect("127.0.0.1", Tcp.port(listener))?
  let (_, _) = Process.spawn_monitor(fn ->
    let server = Result.unwrap(Tcp.accept(listener))
    let _ = server.write("last words")
    panic("on purpose")
  end)
  println("${client.read_exactly(10)} ${client.read_line()} ${client.read_exactly(1)}")
  receive do
    (:down, _, _) -> ()
  end
  let half = Tcp.connect("localhost", Tcp.port(listener))?
  let echo = Job.async(fn ->
    let server = Result.unwrap(Tcp.accept(listener))
    let all = server.read_line()
    server.write("got ${all}, then ${server.read_line()}\n")
  end)
  half.write("all of it")?
  half.finish()?
  println("${half.read_line()} ${Job.await(echo)} ${half.write("x")}")
  Ok(())
end

fn main() do
  let listener = Result.unwrap(Tcp.listen("127.0.0.1", 0))
  let port = Tcp.port(listener)
  let acceptor = Job.async(fn -> accept_all(listener) end)
  println("${talk(port)}")
  let many = for n in 0..50 do
    Job.async(fn ->
      let conn = Result.unwrap(Tcp.connect("127.0.0.1", port))
      let _ = conn.write("${n}\nquit\n")
      conn.read_line()
    end)
  end
  let answers = for (n, job) in List.enumerate(many) do
    Job.await(job) == Ok(Ok(Some("${String.length("${n}")} ${n}")))
  end
  println("${List.all(answers, fn right -> right end)}")
  println("${result(Tcp.listen("127.0.0.1", port))}")
  Tcp.close_listener(listener)
  let _ = Job.await(acceptor)
  println("${result(Tcp.connect("127.0.0.1", port))} ${result(Tcp.accept(listener))}")
  println("${result(Tcp.connect("127.0.0.1", 70_000))} ${Result.is_err(Tcp.listen("192.0.2.1", 0))} ${Result.is_err(Tcp.connect("no.such.host.invalid", 1))}")
  let other = Result.unwrap(Tcp.listen("127.0.0.1", 0))
  println("${patience(other)}")
  println("${ends(other)}")
end
