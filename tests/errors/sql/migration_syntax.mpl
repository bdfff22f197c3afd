fn go(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"delete from news where text = ${1}")?
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(go(db))}")
    Err(error) -> println("${error}")
  end
end
#- migrations/2_news.sql
alter table news add column text text;
#- migrations/0001_news.sql
create tabel news (id integer primary key);
--     ^^^^^ E0076
