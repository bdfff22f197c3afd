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
#- migrations/0001_users.sql
create table users (id integer primary key, name text);
insert into users (name) values ('a');
create index users_by_mail on users (mail);
--                                   ^^^^ E0076
#- migrations/0002_news.sql
create table news (id integer primary key, mail integer references users (mail));
