fn go(db :: Db) -> Result<(), DbError> do
  let name = "a"
  let maybe :: Option<String> = None
  Db.run(db, sql"delete from issues where id = ${name}")?
  #                                              ^^^^ E0074
  Db.run(db, sql"delete from issues where title = ${5} and ${name} = project_id")?
  #                                                 ^ E0074
  #                                                          ^^^^ E0074
  Db.run(db, sql"update issues set title = ${1.5}, count = ${maybe} where id = ${1}")?
  #                                          ^^^ E0074
  #                                                          ^^^^^ E0074
  Db.run(db, sql"delete from issues where level in ${[1, 2]} or level = any(${[3]})")?
  #                                                  ^^^^^^ E0074
  #                                                                           ^^^ E0074
  Db.run(db, sql"delete from issues where id between ${name} and ${5}")?
  #                                                    ^^^^ E0074
  Db.run(db, sql"""
    insert into issues (project_id, title, data)
    values (${1}, ${true}, ${2}),
    --              ^^^^ E0074
    --                       ^ E0074
           (${name}, ${name}, ${Bytes.empty()})
    --        ^^^^ E0074
    """)?
  Db.run(db, sql"""
    delete from issues as i
     where i.count > ${name}
    --                 ^^^^ E0074
       and exists (select 1 from projects p where p.id = ${name})
    --                                                     ^^^^ E0074
    """)?
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
