##! Mesher: an error-monitoring server.

from Api.Context import Context
from Configuration import Config, Ack
import Api.Guard
import Api.Routes
import Configuration
import Services.Shutdown
import Services.Tree
import Storage.Partitions
import Storage.Projects
import Storage.Schema

fn main() do
  case Env.args() do
    [] | ["serve"] -> configured()
    ["--help"] -> println("usage: mesher [serve]\n\nSettings come from the environment: see mesher/README.md.")
    ["--version"] -> println("mesher 0.1.0")
    other -> fail("unknown arguments: ${String.join(other, " ")}", 2)
  end
end

fn configured() -> () do
  case Configuration.read() do
    Ok(config) -> open(config)
    Err(error) -> fail(error, 2)
  end
end

fn fail(error :: String, code :: Int) -> () do
  IO.eprintln("[Mesher] ${error}")
  Process.halt(code)
end

fn open(config :: Config) -> () do
  let url = Config.reveal(config.database_url)
  let (opening, failed) = case String.strip_prefix(url, "sqlite:") do
    Some(path) -> ("Opening SQLite ${path}", "Failed to open SQLite")
    None -> ("Connecting to PostgreSQL", "Failed to connect to PostgreSQL")
  end
  println("[Mesher] ${opening}...")
  case Schema.connect(url, config.ack == Durable) do
    Err(error) -> do
      println("[Mesher] ${failed}")
      fail("${error}", 1)
    end
    Ok(db) -> case prepared(db, config) do
      Ok((key, is_open)) -> serve(db, config, key, is_open)
      Err(error) -> do
        println("[Mesher] Schema error")
        fail(error, 1)
      end
    end
  end
end

# The key of the first project, and whether anybody may manage.
fn prepared(db :: Db, config :: Config) -> Result<(String, Bool), String> do
  Schema.migrate(db)?
  println("[Mesher] Schema created/verified")
  if Configuration.is_postgres(config) do
    Partitions.make(db, Partitions.ahead())?
    println("[Mesher] Partitions created (7 days ahead)")
  end
  let is_open = Guard.is_open(Context { db: db, config: config })?
  Ok((Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?, is_open))
end

fn serve(db :: Db, config :: Config, key :: String, is_open :: Bool) -> () do
  let context = Context { db: db, config: config }
  Process.link(Tree.start(config, db, Routes.sockets(context), Routes.http(context)))
  if config.ack == Queued do
    println("[Mesher] Events are acknowledged before they are on disk (MESHER_ACK=queued)")
  end
  if is_open do
    println("[Mesher] WARNING: no users registered, management API is open")
  end
  println("[Mesher] Open ${config.public_url}/ to watch events arrive")
  if key != "" do
    println("[Mesher] DSN: ${Configuration.dsn(config, key, 1)}")
  end
  Process.wait_signal()
  Shutdown.run()
end
