# client: handshake.py
# The opening handshake (RFC 6455, 4.2): method, version, key; origins; subprotocols.
fn upgraded(request :: Request, options :: WsOptions) -> Response do
  case Ws.upgrade_with(request, options) do
    None -> HTTP.response(400, "not asked for")
    Some(conn) -> do
      let _ = Ws.send(conn, "${Ws.protocol(conn)}")
      Ws.run(conn, fn _, _ -> () end, fn _, _, _ -> () end)
      HTTP.response(101, "")
    end
  end
end

fn main() do
  let router = HTTP.router()
    |> HTTP.route("/ws", fn request -> upgraded(request, Ws.options()) end)
    |> HTTP.on_get("/friends", fn request ->
      upgraded(request, %{Ws.options() | origins: ["https://friend.example"]})
    end)
    |> HTTP.on_get("/all", fn request -> upgraded(request, %{Ws.options() | origins: ["*"]}) end)
    |> HTTP.on_get("/chat", fn request ->
      upgraded(request, %{Ws.options() | protocols: ["chat.v2", "chat.v1"]})
    end)
    |> HTTP.on_get("/small", fn request -> upgraded(request, %{Ws.options() | max_bytes: 10}) end)
    |> HTTP.on_get("/quit", fn _ ->
      spawn(fn ->
        Timer.sleep(50)
        Process.halt(0)
      end)
      HTTP.response(200, "bye")
    end)
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
  ()
end
