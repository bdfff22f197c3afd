# What `meshc migrate` compiles, with the project's `migrations/` beside it, and runs.
fn told(done :: List<Migration>, what :: String) do
  for step in done do
    println("${what} ${step.number} ${step.name}")
  end
  if List.is_empty(done) do
    println("nothing to do: the database has all migrations")
  end
end

# Where to look without changing anything: a file of SQLite is only read, and one that would be made is as if it were.
fn only_read(url :: String) -> String do
  case String.strip_prefix(url, "sqlite:") do
    None -> url
    Some(rest) -> do
      let (path, options) = Option.unwrap_or(String.split_once(rest, "?"), (rest, ""))
      let options = String.split(options, "&")
      let others = List.filter(options, fn option -> not String.starts_with(option, "mode=") end)
      let makes = List.length(others) == List.length(options) or List.contains(options, "mode=rwc")
      let is_there = File.exists(Option.unwrap_or(String.strip_prefix(path, "//"), path))
      if makes and not is_there do
        "sqlite::memory:"
      else
        "sqlite:${path}?mode=ro&${String.join(others, "&")}"
      end
    end
  end
end

fn work(url :: String) -> Result<(), String> do
  let shows = List.contains(Env.args(), "--show")
  let db = Db.open(if shows do only_read(url) else url end)?
  let files = embed("migrations/")
  if shows do
    for one in Db.applied(db)? do
      let (number, name, at) = one
      println("applied ${number} ${name} at ${at}")
    end
    told(Db.pending(db, files)?, "pending")
  else
    told(Db.migrate(db, files)?, "applied")
  end
  Db.close(db)
  Ok(())
end

fn main() do
  work(Env.get("DATABASE_URL", ""))
end
