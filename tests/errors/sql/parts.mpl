# SQL that is put together: from names, functions, branches and lists, in whatever function a part is written.
struct Issue do
  id :: Int
  title :: String
end deriving(Row)

fn columns() -> Sql = sql"id, titel"
#                             ^^^^^ E0072

fn select() -> Sql = sql"select id, title from issues"
#                        ^^^^^^ E0073

fn of_status(status :: String) -> Sql = sql"status = ${status}"
#                                           ^^^^^^ E0072

fn removal(id :: Int) -> Sql = sql"delete from isues where id = ${id}"
#                                              ^^^^^ E0071

fn changes(id :: Int) -> List<Sql> do
  [sql"update issues set title = 'a', levle = 'b' where id = ${id}", sql"delete from issues where id = ${id}"]
  #                                   ^^^^^ E0072
end

# No more than a part of a statement: it is known only with the rest.
fn counted() -> Sql = sql"select count(*) from events e where e.issue_id = issues.id and e.at >"

fn go(db :: Db, sorted :: Bool, columns_wanted :: List<Sql>) -> Result<(), DbError> do
  let order = if sorted do sql"order by tittle" else Sql.empty() end
  #                                     ^^^^^^ E0072
  let a :: List<Issue> = Db.all(db, sql"select ${columns()} from issues")?
  let b :: List<Issue> = Db.all(db, sql"${select()} ${order}")?
  let c :: List<Issue> = Db.all(db, sql"${select()} where ${Sql.join([sql"id = 1", of_status("open")], sql" and ")}")?
  let d :: List<Int> = Db.all(db, select())?
  Db.run(db, removal(1))?
  Db.run_many(db, [1, 2], removal)?
  for change in changes(1) do
    Db.run(db, change)?
  end
  let e :: List<DbRow> = Db.all(db, sql"select ${Sql.join(columns_wanted, sql", ")} from nowhere")?
  let f :: List<Int> = Db.all(db, sql"select id from issues where (${counted()} ${1}) > 2")?
  println("${List.length(a ++ b ++ c)} ${d} ${List.length(e)} ${f}")
  Ok(())
end

fn main() do
  case Db.open("sqlite::memory:") do
    Ok(db) -> println("${Result.is_ok(go(db, true, [sql"id"]))}")
    Err(error) -> println("${error}")
  end
end
#- migrations/0001_init.sql
create table issues (id integer primary key, title text not null, level text not null default 'error');
create table events (id integer primary key, issue_id integer not null, at integer not null);
