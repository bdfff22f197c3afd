# What no SQLite and no PostgreSQL reads.
fn go(db :: Db) -> Result<(), DbError> do
  let ids :: List<Int> = Db.all(db, sql"selct id from issues")?
  #                                     ^^^^^ E0070
  let more :: List<Int> = Db.all(db, sql"select id form issues where id = ${1}")?
  #                                                     ^^^^^^ E0070
  Db.run(db, sql"""
    update issues
       set title = ${"a"},
     where id = ${1}
--   ^^^^^ E0070
    """)?
  Db.run(db, sql"delete from issues where title = 'x")?
  #                                               ^^ E0070
  Db.run(db, sql"delete from issues where (id = ${1}")?
  #                                               ^ E0070
  Db.run(db, sql"update issues set title = ${"a"} where")?
  #                                               ^^^^^ E0070
  Db.run(db, sql"insert into issues (title) values ?")?
  #                                                ^ E0070
  Db.run(db, sql"delete from issues where id = ?")?
  #                                            ^ E0070
  Db.run(db, sql"delete from ${"issues"}")?
  #                            ^^^^^^^^ E0070
  Db.run(db, sql"delete from issues where title like '%${"a"}%' and id = ${1} -- ${2}")?
  #                                                      ^^^ E0070
  #                                                                                ^ E0070
  println("${ids} ${more}")
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(go(db))}")
    Err(error) -> println("${error}")
  end
end
#- migrations/0001_init.sql
create table projects (id integer primary key, name text not null, created_at timestamp not null);
create table issues (
  id integer primary key,
  project_id integer not null references projects (id),
  title text not null,
  level varchar(20) not null default 'error',
  count integer not null default 1,
  score real,
  resolved boolean not null default false,
  data blob,
  unique (project_id, title)
);
create view open_issues as select id, title from issues where not resolved;
create trigger counted after insert on issues begin
  update projects set name = case when name = '' then 'x' else name end where id = new.project_id;
end;
