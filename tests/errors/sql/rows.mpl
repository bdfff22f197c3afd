struct Issue do
  id :: Int
  title :: String
  level :: Option<String>
end deriving(Row)

fn go(db :: Db) -> Result<(), DbError> do
  let a :: List<Issue> = Db.all(db, sql"select id, title from issues")?
  #                                     ^^^^^^ E0073
  let b :: List<(Int, String)> = Db.all(db, sql"select id, title, level from issues")?
  #                                             ^^^^^^ E0073
  let c :: Int = Db.value(db, sql"select id, count(*) from issues group by id")?
  #                               ^^^^^^ E0073
  let d :: Option<Issue> = Db.first(db, sql"select id, name as titel, 'error' as level from projects")?
  #                                         ^^^^^^ E0073
  let e :: List<Int> = Db.all(db, sql"update issues set count = ${1}")?
  #                                   ^^^^^^ E0073
  let f :: List<(Int, Int)> = Db.all(db, sql"select id, title from issues")?
  #                                                     ^^^^^ E0073
  let g :: List<Issue> = Db.all(db, sql"select i.id, i.count as title, level from issues i")?
  #                                                    ^^^^^ E0073
  let h :: String = Db.value(db, sql"insert into projects (name, created_at) values ('a', 'b') returning id, name")?
  #                                                                                            ^^^^^^^^^ E0073
  let i :: List<Issue> = Db.all(db, sql"select issues.id, issues.data as level, title from issues")?
  #                                                              ^^^^ E0073
  println("${List.length(a)} ${b} ${c} ${Option.is_some(d)} ${e} ${f} ${List.length(g)} ${h} ${List.length(i)}")
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
