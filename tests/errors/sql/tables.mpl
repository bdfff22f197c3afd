fn go(db :: Db) -> Result<(), DbError> do
  let count :: Int = Db.value(db, sql"select count(*) from isues")?
  #                                                        ^^^^^ E0071
  let query = sql"""
    select i.title from issues i
      join project p on p.id = i.project_id
    --     ^^^^^^^ E0071
    """
  let titles :: List<String> = Db.all(db, query)?
  Db.run(db, sql"insert into issue (title) values (${"a"})")?
  #                          ^^^^^ E0071
  Db.run(db, sql"update \"open\" set title = ${"a"}")?
  #                     ^^^^^^^^ E0071
  println("${count} ${titles}")
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
