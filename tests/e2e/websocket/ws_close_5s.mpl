# client: ws_close_5s.py
# RFC 6455, 7.1.1: after both close frames the server closes the connection at once, whoever began.
fn main() do
  let port = Env.get_int("PORT", 0)
  Ws.serve(
    fn _, _, _ -> true end,
    fn conn, text ->
      case text do
        "end" -> Ws.close(conn, 1000, "as asked")
        "quit" -> Process.halt(0)
        _ -> do
          let _ = Ws.send(conn, text)
          ()
        end
      end
    end,
    fn _, _, _ -> () end,
    port
  )
end
