# driver: ipv6.py
# Every address of the machine is one of either kind; a client of IPv4 is known by its own address.
fn hello(request :: Request) -> Response = HTTP.response(200, "hello ${request.peer}")

# Listens on an address that is not there everywhere; the port, or 0.
fn other() -> Int do
  let main :: Pid<Int> = self()
  let router = HTTP.router()
    |> HTTP.on_get("/", hello)
    |> HTTP.on_listen(fn _, port -> send(main, port) end)
  spawn(fn ->
    if Result.is_err(HTTP.serve_on(router, "[::1]", 0)) do
      send(main, 0)
    end
  end)
  receive do
    port -> port
  end
end

fn main() do
  let other = other()
  let router = HTTP.router()
    |> HTTP.on_get("/", hello)
    |> HTTP.on_get("/other", fn _ -> HTTP.response(200, "${other}") end)
  let server = spawn(fn -> HTTP.serve(router, Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
