struct Head do
  id :: Int
  title :: String
end deriving(Row)

fn go(db :: Db) -> Result<(), DbError> do
  let heads :: List<Head> = Db.all(db, sql"""
    select id,
           titel
    --     ^^^^^ E0072
      from issues
    """)?
  let first :: Option<Head> = Db.first(db, sql"select id, title from issues where projekt_id = ${1}")?
  #                                                                               ^^^^^^^^^^ E0072
  let joined :: List<Head> = Db.all(db, sql"select i.id, p.title from issues i join projects p on p.id = i.project_id")?
  #                                                        ^^^^^ E0072
  let named :: List<Int> = Db.all(db, sql"select isue.id from issues as issue")?
  #                                              ^^^^ E0072
  Db.run(db, sql"insert into issues (project_id, titel) values (${1}, ${"a"})")?
  #                                              ^^^^^ E0072
  Db.run(db, sql"update issues set lvl = ${"a"} where id = ${1}")?
  #                                ^^^ E0072
  Db.run_many(db, [1, 2], fn n -> sql"delete from issues where idd = ${n}" end)?
  #                                                            ^^^ E0072
  Db.each(db, sql"select id, title, created from issues", fn (head :: Head) -> println(head.title) end)?
  #                                 ^^^^^^^ E0072
  println("${List.length(heads)} ${Option.is_some(first)} ${List.length(joined)} ${named}")
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
