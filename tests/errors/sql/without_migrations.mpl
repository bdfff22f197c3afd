# Only the language is known: no table is missing.
fn go(db :: Db) -> Result<(), DbError> do
  let count :: Int = Db.value(db, sql"select count(*) from isues")?
  Db.run(db, sql"update isues sett title = ${count}")?
  #                           ^^^^ E0070
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(go(db))}")
    Err(error) -> println("${error}")
  end
end
