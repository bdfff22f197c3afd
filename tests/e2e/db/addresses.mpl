# A URL that is wrong in each of its parts: what is wrong is said, and no password with it.
fn show(url :: String) do
  case Db.open(url) do
    Ok(db) -> do
      println("${url}: opened")
      Db.close(db)
    end
    Err(error) -> println("${url}: ${error}")
  end
end

fn main() do
  let urls = [
    "",
    "x",
    "mysql://localhost/x",
    "sqlite",
    "sqlite:",
    "sqlite:?mode=rwc",
    "sqlite::memory:?mode",
    "sqlite::memory:?mode=wild",
    "sqlite::memory:?pool_max=0",
    "sqlite::memory:?colour=red",
    "sqlite:/nowhere/at/all.db",
    "sqlite:/tmp",
    "sqlite:/nowhere.db?mode=rw",
    "sqlite::memory:?timeout_ms=soon",
    "postgres",
    "postgres:",
    "postgres://mesh:secret@localhost:x/db",
    "postgres://mesh:secret@localhost:99999/db",
    "postgres://mesh:secret@127.0.0.1:1/db",
    "postgres://mesh:secret@127.0.0.1:1/db?sslmode=strict",
    "postgres://mesh:secret@127.0.0.1:1/db?pool_max=many",
    "postgres://mesh:secret@127.0.0.1:1/db?colour=red",
    "postgres://mesh:secret@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/nowhere.pem"
  ]
  for url in urls do
    show(url)
  end
end
