##! Mesher: an error-monitoring server.

from Api.Context import Context
from Config import Config
from Services.Registry import PipelineRegistry
from Services.Tree import tree
import Api.Routes
import Config
import Storage.Projects
import Storage.Schema

fn main() do
  case Config.read() do
    Ok(config) -> start(config)
    Err(error) -> fail(error, 2)
  end
end

fn fail(error :: String, code :: Int) -> () do
  IO.eprintln("[Mesher] ${error}")
  Process.halt(code)
end

fn start(config :: Config) -> () do
  println("[Mesher] Opening SQLite ${config.database}...")
  case Schema.open(config.database) do
    Err(error) -> do
      println("[Mesher] Failed to open SQLite")
      fail(error, 1)
    end
    Ok(db) -> do
      println("[Mesher] Schema created/verified")
      case Projects.bootstrap(db, config.bootstrap_key) do
        Err(error) -> fail(error, 1)
        Ok(key) -> serve(db, config, key)
      end
    end
  end
end

fn serve(db :: SqliteConn, config :: Config, key :: Option<String>) -> () do
  let registry = PipelineRegistry.start()
  println("[Mesher] PipelineRegistry started and registered")
  spawn(tree, registry, config)
  let context = Context { db: db, registry: registry, config: config }
  spawn(listen, "WebSocket", Routes.sockets(context), config.host, config.ws_port)
  spawn(listen, "HTTP", Routes.http(context), config.host, config.http_port)
  case key do
    Some(made) -> println("[Mesher] DSN: http://${made}@${config.host}:${config.http_port}/1")
    None -> ()
  end
  println("[Mesher] Open http://${config.host}:${config.http_port}/ to watch events arrive")
  Process.wait_signal()
  println("[Mesher] Shutting down")
  Process.halt(0)
end

actor listen(name :: String, router :: Router, host :: String, port :: Int) do
  println("[Mesher] ${name} server starting on :${port}")
  case HTTP.serve_on(router, host, port) do
    Ok(_) -> ()
    Err(error) -> do
      IO.eprintln("[Mesher] cannot listen: ${error}")
      Process.halt(1)
    end
  end
end
