##! The program: listens until it is asked to end.

import Routes

fn main() do
  Log.info("listening", port: port())
  spawn(listen, port())
  Process.wait_signal()
  Process.halt(0)
end

actor listen(port :: Int) do
  case HTTP.serve_on(Routes.router(), "127.0.0.1", port) do
    Ok(_) -> ()
    Err(error) -> do
      Log.error("cannot listen", error: error)
      Process.halt(1)
    end
  end
end

fn port() -> Int = Env.get_int("PORT", 8080)
