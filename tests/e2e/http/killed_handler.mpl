# client: killed_handler.py
# A client whose handler is killed gets its answer, also while another actor still holds the request.
actor keeper(kept :: List<Request>) do
  receive do
    request -> keeper(List.append(kept, request))
  end
end

fn main() do
  let keeper = spawn(keeper, [])
  let router = HTTP.router()
    |> HTTP.on_get("/kill", fn request ->
      send(keeper, request)
      Process.exit_self(Killed)
      HTTP.response(200, "never")
    end)
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
