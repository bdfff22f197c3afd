# A server that answers every GET / with a greeting. PORT in the environment says where it listens.
# modes: debug release

fn hello(_ :: Request) -> Response = HTTP.response(200, "Hello, world!")

actor serve(port :: Int) do
  case HTTP.serve_on(HTTP.on_get(HTTP.router(), "/", hello), "127.0.0.1", port) do
    Ok(_) -> ()
    Err(error) -> panic(error)
  end
end

fn main() do
  spawn(serve, Env.get_int("PORT", 8080))
  Process.wait_signal()
  Process.halt(0)
end
