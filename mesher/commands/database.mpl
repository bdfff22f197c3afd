##! Commands about the database as a whole.

from Configuration import Config
import Commands.Output
import Configuration
import Storage.DatabaseUrl
import Storage.Partitions
import Storage.Schema

## Opens the database with its tables up to date, and does something with it; what goes wrong ends the program.
pub fn with_tables<T>(config :: Config, work :: Fun(Db) -> Result<T, String>) -> () do
  case Result.and_then(opened(config), fn db ->
    Result.and_then(brought_up(config, db), fn _ -> work(db) end)
  end) do
    Ok(_) -> Process.halt(0)
    Err(error) -> Output.fail(error, 1)
  end
end

## Opens the database as it is.
pub fn opened(config :: Config) -> Result<Db, String> do
  Result.map_err(Schema.connect(Configuration.database(config), true), fn error ->
    "the database: ${error}"
  end)
end

fn brought_up(config :: Config, db :: Db) -> Result<List<Migration>, String> do
  let steps = Schema.migrate(db)?
  if Configuration.is_postgres(config) do
    Partitions.make(db, Partitions.ahead())?
  end
  Ok(steps)
end

## `mesher migrate`
pub fn migrate(config :: Config) -> () do
  let done = Result.and_then(opened(config), fn db -> brought_up(config, db) end)
  case done do
    Err(error) -> Output.fail(error, 1)
    Ok([]) -> println("nothing to do")
    Ok(steps) -> List.each(steps, fn step -> println("${step.number} ${step.name}") end)
  end
end

## `mesher check`: a line for each thing that was looked at; exit code 1 when one is not as it should be.
pub fn check(config :: Config) -> () do
  let found = [
    told("settings", Ok("usable")),
    told("database", looked_at(config)),
    told("port ${config.http_port}", listening(config, config.http_port)),
    told("port ${config.ws_port}", listening(config, config.ws_port))
  ]
  Process.halt(if List.all(found, fn fine -> fine end) do 0 else 1 end)
end

fn told(what :: String, outcome :: Result<String, String>) -> Bool do
  case outcome do
    Ok(text) -> println("ok      ${what}: ${text}")
    Err(text) -> println("failed  ${what}: ${text}")
  end
  Result.is_ok(outcome)
end

# Nothing is made by looking.
fn looked_at(config :: Config) -> Result<String, String> do
  let url = Configuration.database(config)
  case DatabaseUrl.file_of(url) do
    Some(file) when not File.exists(file) -> to_be_made(url, file)
    _ -> Result.and_then(opened(config), tables)
  end
end

fn to_be_made(url :: String, file :: String) -> Result<String, String> do
  let folder = Option.unwrap_or(Path.parent(Path.absolute(file)), "/")
  # Options are tried where nothing is kept.
  let options = Option.unwrap_or(String.strip_prefix(url, "sqlite:${file}"), "")
  let tried = Result.map(Schema.connect("sqlite::memory:${options}", true), Db.close)
  Result.map_err(tried, fn error -> "${error}" end)?
  if not File.is_folder(folder) do
    Err("${file}: there is no folder ${folder}")
  else if Regex.is_match(~r/[?&]mode=r[ow](?:&|$)/, options) do
    Err("${file}: there is no such file, and its URL lets none be made")
  else
    Ok("${file} is made at the start")
  end
end

fn tables(db :: Db) -> Result<String, String> do
  case (Schema.pending(db)?, Db.applied(db)?) do
    ([], _) -> Ok("its tables are up to date")
    (_, []) -> Ok("its tables are made at the start")
    (steps, _) -> Err("${List.length(steps)} steps are missing: mesher migrate")
  end
end

fn listening(config :: Config, port :: Int) -> Result<String, String> do
  case Tcp.listen(config.host, port) do
    Ok(listener) -> do
      Tcp.close_listener(listener)
      Ok("free on ${config.host}")
    end
    Err(error) -> Err("${config.host}: ${error}")
  end
end
