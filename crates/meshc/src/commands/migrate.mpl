# What `meshc migrate` compiles, with the project's `migrations/` beside it, and runs.
fn told(done :: List<Migration>, what :: String) do
  for step in done do
    println("${what} ${step.number} ${step.name}")
  end
  if List.is_empty(done) do
    println("nothing to do: the database has all migrations")
  end
end

fn work(url :: String) -> Result<(), String> do
  let db = Db.open(url)?
  let files = embed("migrations/")
  if List.any(Env.args(), fn arg -> arg == "--show" end) do
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
