# Many statements in one go: all or none.

fn insert(name :: String) -> Statement = Statement { sql: "INSERT INTO cities VALUES (?)", params: [name] }

fn count(name :: String) -> Statement do
  Statement { sql: "SELECT count(*) AS n, max(name) AS last FROM cities WHERE name >= ?", params: [name] }
end

fn shown(found :: Result<List<List<Map<String, String>>>, String>) -> String do
  case found do
    Ok(all) -> String.join(List.map(List.flatten(all), fn row -> "${row}" end), " ")
    Err(error) -> error
  end
end

fn changed(done :: Result<List<Int>, String>) -> String do
  case done do
    Ok(counts) -> "${counts}"
    Err(_) -> "none"
  end
end

fn run() -> Result<(), String> do
  let db = Sqlite.open(":memory:")?
  Sqlite.execute(db, "CREATE TABLE cities (name TEXT PRIMARY KEY)", [])?
  println(changed(Sqlite.execute_all(db, [insert("Bern"), insert("Ulm")])))
  println(changed(Sqlite.execute_all(db, [insert("Graz"), insert("Ulm")])))
  println(shown(Sqlite.query_all(db, [count(""), count("C"), count("X")])))
  println(changed(Sqlite.execute_all(db, [])))
  let kept = Sqlite.transaction(db, fn -> Sqlite.execute(db, "INSERT INTO cities VALUES ('Linz')", []) end)?
  let lost = Sqlite.transaction(db, fn ->
    Sqlite.execute(db, "INSERT INTO cities VALUES ('Lost')", [])?
    Sqlite.execute(db, "INSERT INTO cities VALUES ('Ulm')", [])
  end)
  println("${kept} ${Result.is_err(lost)}")
  println(shown(Sqlite.query_all(db, [count("")])))
  Ok(())
end

fn main() = run()
