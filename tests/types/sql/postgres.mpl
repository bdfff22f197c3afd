# Migrations for PostgreSQL alone: what SQLite cannot read of them is left out, and nothing is said of it.
fn go(db :: Db, name :: String) -> Result<(), DbError> do
  let a :: Int = Db.value(db, sql"select id from users where name = ${name}")?
  let b :: Int = Db.value(db, sql"select id from events where kind = ${name} and level = ${1}")?
  let c :: List<String> = Db.all(db, sql"select title from news where id = ${name} order by title using >")?
  let d :: List<String> = Db.all(db, sql"select extra from tags")?
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(go(db, "a"))}")
    Err(error) -> println("${error}")
  end
end
#- migrations/0001_init.sql
create extension if not exists "pgcrypto";
create type kind as enum ('a', 'b');
create table users (id bigserial primary key, name text not null, created_at timestamptz);
create table events (
  id uuid primary key default gen_random_uuid(),
  kind kind not null,
  level int,
  tags text[]
);
create index on events using gin (tags);
create function touch() returns trigger as $$
begin
  new.updated_at = now();
  return new;
end;
$$ language plpgsql;
create trigger touched before update on events for each row execute function touch();
comment on table users is 'people';
#- migrations/0002_tags.sqlite.sql
create table tags (name text);
#- migrations/0002_tags.postgres.sql
create table tags (name text, extra jsonb);
#- migrations/0003_news.sql
create table news (id text primary key, title text);
alter table news add column a int, add column b int;
