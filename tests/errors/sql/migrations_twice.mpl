# unmarked: E0076 migrations/0001_users.postgres.sql
fn go(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"delete from news where text = ${"a"}")?
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(go(db))}")
    Err(error) -> println("${error}")
  end
end
#- migrations/0001_news.sql
create table news (id integer primary key, text text);
#- migrations/0001_users.sqlite.sql
create table users (id integer primary key);
#- migrations/0001_users.postgres.sql
create table users (id serial primary key);
