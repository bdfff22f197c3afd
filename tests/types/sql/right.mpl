# What is right on both databases, and is checked.
struct Issue do
  id :: Int
  title :: String
  score :: Option<Float>
end deriving(Row)

fn reads(db :: Db, name :: String, number :: Int, maybe :: Option<Int>) -> Result<(), DbError> do
  let a :: List<Issue> = Db.all(db, sql"select id, title, score from issues where project_id = ${number}")?
  let b :: List<Issue> = Db.all(db, sql"select * from issues where level = any(${["a", name]}) order by id limit ${number}")?
  let c :: Int = Db.value(db, sql"SELECT count(*) FROM issues WHERE level IN ${["a"]} AND id NOT IN (${[1]})")?
  let d :: List<(Int, String)> = Db.all(db, sql"""
    with recent as (select id, title, count as level from issues where count > ${number})
    select r.id, r.title from recent r where r.level = ${number} and level <> ${number}
    """)?
  let e :: List<(String, Int)> = Db.all(db, sql"""
    select p.name, count(*) as issues
      from projects as p
      left join issues i on i.project_id = p.id and i.title like ${"%a%"}
     group by p.name having count(*) > ${number} and max(i.count) >= ${maybe}
     order by 2 desc
    """)?
  let f :: Option<(Int, Option<Float>)> = Db.first(db, sql"select id, score from issues where score > ${number} or score is null")?
  let g :: String = Db.value(db, sql"select coalesce(title, ${name}) || 'x' from issues where id = ${maybe}")?
  let h :: List<String> = Db.all(db, sql"select title from open_issues where lower(title) = ${name} and length(title) > ${number}")?
  let i :: Bool = Db.value(db, sql"select exists (select 1 from issues where resolved = ${true} and id between ${1} and ${2})")?
  let j :: List<Int> = Db.all(db, sql"select n from (select id as n, level from issues) t where t.n = ${number} union all select ${1}")?
  let k :: List<Issue> = Db.all(db, sql"select id, cast(count as text) as title, score from issues where (id, count) = (${1}, ${2})")?
  let l :: List<Int> = Db.all(db, sql"select id from issues where id = ${number} + 1 and case when ${name} = '' then 1 else id end = ${number}")?
  let m :: List<(Int, Int)> = Db.all(db, sql"select id, row_number() over (partition by level order by id) from issues -- ranks")?
  let n :: List<DbRow> = Db.all(db, sql"select data from issues where data = ${Bytes.empty()} and exists (select 1 from projects where created_at < ${DateTime.utc_now()})")?
  Ok(())
end

fn writes(db :: Db, name :: String, number :: Int) -> Result<(), DbError> do
  Db.run(db, sql"insert into projects (name, created_at) values (${name}, ${DateTime.utc_now()})")?
  Db.run(db, sql"insert into projects values (${number}, ${name}, current_timestamp)")?
  Db.run(db, sql"""
    insert into issues (project_id, title, score) values (${number}, ${name}, ${1}), (${number}, lower(${name}), null)
        on conflict (project_id, title) do update set count = count + ${number}, level = excluded.level
    """)?
  let id :: Int = Db.value(db, sql"insert into projects (name, created_at) select ${name}, created_at from projects returning id")?
  Db.run(db, sql"update issues set title = title || ${name}, resolved = ${false}, count = ${id} where id = ${number}")?
  Db.run(db, sql"update issues set score = ${number} from projects p where p.id = issues.project_id and p.name = ${name}")?
  Db.run(db, sql"delete from issues where id in (select id from open_issues where title = ${name}) and main.issues.count is not ${number}")?
  Db.run(db, sql"delete from issues where (resolved or level = ${Some(name)}) and not score >= ${1.5}")?
  Db.run_many(db, [name], fn title -> sql"insert into issues (title, project_id) values (${title}, ${1})" end)?
  let removal = sql"delete from projects"
  Db.run(db, removal)?
  Ok(())
end

# Left to run time, each for its own reason.
fn left(db :: Db, table :: String, level :: String, part :: Sql) -> Result<(), DbError> do
  let a :: List<Issue> = Db.all(db, sql"select id::int, titel from isues where title ilike ${level}")?
  let b :: List<Issue> = Db.all(db, sql"select * from nothing where ${part}")?
  Db.run(db, sql"delete from ${Sql.name(table)}")?
  let condition = sql"level = ${level}"
  let c :: List<Issue> = Db.all(db, Sql.join([sql"select * from issues where ", condition], sql""))?
  Db.run(db, sql"create table if not exists cache (key text, value text)")?
  let d :: String = Db.value(db, sql"select other from cache where key = ${level}")?
  let e :: Int = Db.value(db, sql"select greatest(a, b) from generate_series(1, 3)")?
  let f :: List<String> = Db.all(db, sql"select name from legacy_users -- unchecked")?
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(writes(db, "a", 1))} ${Result.is_ok(left(db, "a", "b", sql""))} ${Result.is_ok(reads(db, "a", 1, None))}")
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
