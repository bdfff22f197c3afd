fn go(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"insert into issues (project_id, title) values (${1}, ${"a"}, 3)")?
  #                                                     ^^^^^^ E0075
  Db.run(db, sql"insert into projects values (${1}, ${"a"})")?
  #                                   ^^^^^^ E0075
  let a :: List<Int> = Db.all(db, sql"select id from issues join projects on project_id = projects.id")?
  #                                          ^^ E0075
  let b :: List<Int> = Db.all(db, sql"select id from issues union select id, name from projects")?
  #                                                         ^^^^^ E0075
  let c :: List<Int> = Db.all(db, sql"select id from issues where count(*) > ${1}")?
  #                                                               ^^^^^ E0075
  let d :: List<Int> = Db.all(db, sql"select id from issues where id = (select id, name from projects)")?
  Db.run(db, sql"insert into issues (title, project_id) values ('a', 1) on conflict (title) do nothing")?
  #                                                                        ^^^^^^^^ E0075
  println("${a} ${b} ${c} ${d}")
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
