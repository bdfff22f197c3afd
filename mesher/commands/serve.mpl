##! `mesher serve`: the server, from its first line to its last.

from Api.Context import Context, RouteKind
from Configuration import Config, Ack, Auth
import Api.Guard
import Api.Routes
import Commands.Output
import Configuration
import Services.Shutdown
import Services.Tree
import Storage.Accounts
import Storage.Invitations
import Storage.Members
import Storage.Partitions
import Storage.Projects
import Storage.Schema
import Storage.Users

type News do
  Listening(port :: Int)
end

# What there is to tell of a start.
struct Start do
  # The key of the first project, at the first start.
  key :: Option<String>
  # The token of the link for the first owner.
  setup :: Option<String>
  # Whether anybody may manage, and whether there are users.
  is_open :: Bool
  has_users :: Bool
end

pub fn run(config :: Config) -> () do
  let url = Configuration.database(config)
  let (opening, failed) = case String.strip_prefix(url, "sqlite:") do
    Some(path) -> ("Opening SQLite ${path}", "Failed to open SQLite")
    None -> ("Connecting to PostgreSQL", "Failed to connect to PostgreSQL")
  end
  println("[Mesher] ${opening}...")
  case Schema.connect(url, config.ack == Durable) do
    Err(error) -> do
      println("[Mesher] ${failed}")
      Output.fail("${error}", 1)
    end
    Ok(db) -> do
      # Before anything is made that is told of only once.
      must_be_free(config, "MESHER_WS_PORT", config.ws_port)
      must_be_free(config, "MESHER_HTTP_PORT", config.http_port)
      prepared(db, config)
    end
  end
end

fn must_be_free(config :: Config, variable :: String, port :: Int) -> () do
  case Tcp.listen(config.host, port) do
    Ok(listener) -> Tcp.close_listener(listener)
    Err(error) ->
      Output.fail("cannot listen on ${config.host}:${port} (MESHER_HOST, ${variable}): ${error}", 1)
  end
end

fn prepared(db :: Db, config :: Config) -> () do
  case Schema.migrate(db) do
    Err(error) -> refused("Schema error", "${error}")
    Ok(_) -> println("[Mesher] Schema created/verified")
  end
  if Configuration.is_postgres(config) do
    case Partitions.make(db, Partitions.ahead()) do
      Err(error) -> refused("Partition error", "${error}")
      Ok(_) -> println("[Mesher] Partitions created (7 days ahead)")
    end
    Schema.warm(db, config.pool_min)
  end
  case first_steps(db, config) do
    Err(error) -> refused("Schema error", "${error}")
    Ok(start) -> serve(db, config, start)
  end
end

fn refused(line :: String, error :: String) -> () do
  println("[Mesher] ${line}")
  Output.fail(error, 1)
end

# The first project, and the first owner: from the environment, or by a link.
fn first_steps(db :: Db, config :: Config) -> Result<Start, DbError> do
  let key = Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?
  let is_claimed = Members.is_claimed(db)?
  let setup = case (config.admin_email, config.admin_password) do
    _ when is_claimed or config.auth == Open -> None
    (Some(email), Some(password)) -> do
      Accounts.first_owner(db, email, Config.reveal(password))?
      None
    end
    _ -> Invitations.setup_token(db)?
  end
  let has_users = Users.any(db)?
  let is_open = Guard.is_open(Context { db: db, config: config, kind: Managing })?
  Ok(Start { key: key, setup: setup, is_open: is_open, has_users: has_users })
end

fn serve(db :: Db, config :: Config, start :: Start) -> () do
  let context = Context { db: db, config: config, kind: Managing }
  # Awaited from now on, so that one that comes early ends in order, too.
  let signal = Job.async(fn -> Process.wait_signal() end)
  let main = self()
  let telling = fn router ->
    HTTP.on_listen(router, fn _, port -> send(main, Listening(port)) end)
  end
  Process.link(
    Tree.start(config, db, telling(Routes.sockets(context)), telling(Routes.http(context)))
  )
  until_both_listen()
  if config.ack == Queued do
    println("[Mesher] Events are acknowledged before they are on disk (MESHER_ACK=queued)")
  end
  if start.is_open do
    let why = if start.has_users do "MESHER_AUTH=open" else "no users registered" end
    println("[Mesher] WARNING: ${why}, management API is open")
  end
  println("[Mesher] Open ${config.public_url}/ to watch events arrive")
  case start.setup do
    Some(token) -> println("[Mesher] Set up: ${config.public_url}/setup#token=${token}")
    None -> ()
  end
  case start.key do
    Some(key) -> println("[Mesher] DSN: ${Configuration.dsn(config, key, 1)}")
    None -> ()
  end
  let _ = Job.await(signal)
  Shutdown.run()
end

# What cannot listen ends the program.
fn until_both_listen() -> () do
  for _ in 0..2 do
    receive do
      Listening(_) -> ()
    end
  end
  ()
end
