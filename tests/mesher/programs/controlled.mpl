##! Mesher with a lever: lines on standard input end services, as a bug in them would.

from Api.Context import Context, RouteKind
import Api.Routes
import Configuration
import Services.Tree
import Storage.Projects
import Storage.Schema

fn main() -> Result<(), String> do
  let config = Configuration.read()?
  let db = Schema.connect(Config.reveal(config.database_url), true)?
  Schema.migrate(db)?
  Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?
  let context = Context { db: db, config: config, kind: Managing }
  Tree.start(config, db, Routes.sockets(context), Routes.http(context))
  obey()
end

fn obey() -> Result<(), String> do
  let line = Option.unwrap_or(IO.read_line()?, "")
  case Process.find(line) do
    Some(pid) -> Process.exit(pid, Killed)
    None -> println("nobody is ${line}")
  end
  if line == "" do
    Process.halt(0)
  end
  obey()
end
