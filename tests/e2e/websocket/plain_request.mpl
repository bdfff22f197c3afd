# A request that asks for no WebSocket is answered by its handler.
fn echo(request :: Request) -> Response do
  case Ws.upgrade(request) do
    None -> HTTP.response(426, "this is a WebSocket")
    Some(conn) -> do
      Ws.run(
        conn,
        fn conn, text -> do
          let _ = Ws.send(conn, text)
          ()
        end
        end,
        fn _, _, _ -> () end
      )
      HTTP.response(101, "")
    end
  end
end

fn main() do
  let router = HTTP.router() |> HTTP.route("/echo", echo)
  spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 8080)) end)
  Process.wait_signal()
  println("bye")
  Process.halt(0)
end
