# Migrations: what makes the tables of a database those that a program expects.

## A step of a schema: SQL of one or more statements.
pub struct Migration do
  number :: Int
  name :: String
  sql :: String
end deriving(Eq, Debug)

struct Applied do
  number :: Int
  name :: String
  checksum :: String
end deriving(Row)

fn migrating_millis() -> Int = 3600000

## Applies the steps that the database has not had yet, by their numbers, each in a transaction of its own; gives those. Of
## programs that are started together one does each step, and the others wait for it. A database that has had other steps than
## these, or a step that was changed since, is left as it is: `Invalid` says which.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let step = Migration { number: 1, name: "users", sql: "create table users (name text)" }
## assert_eq Db.migrate_by(db, [step]), Ok([step])
## assert_eq Db.migrate_by(db, [step]), Ok([])
## ```
pub fn migrate_by(db :: Db, steps :: List<Migration>) -> Result<List<Migration>, DbError> do
  let db = with_timeout(db, migrating_millis())
  let steps = in_order(steps)?
  Db.transaction(db, fn tx ->
    lock(tx)?
    run(
      tx,
      Sql.literal(
        [
          "create table if not exists mesh_migrations (number bigint primary key, name text not null, " <>
            "checksum text not null, applied_at text not null)"
        ],
        []
      )
    )
  end)?
  apply_each(db, due(steps, had(db)?)?, [])
end

## The same with the steps in embedded files, as in `Db.migrate(db, embed("migrations/"))`: `0001_users.sql` is step 1, `users`. Where
## the databases differ there are `0001_users.sqlite.sql` and `0001_users.postgres.sql`. Other files are passed over.
##
## ```mesh
## let text = Bytes.from_string("create table users (name text)")
## let files = Embedded.of([EmbeddedFile { path: "0001_users.sql", bytes: text }], "migrations")
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let steps = Result.unwrap(Db.migrate(db, files))
## assert_eq List.map(steps, fn step -> (step.number, step.name) end), [(1, "users")]
## ```
pub fn migrate(db :: Db, files :: Embedded) -> Result<List<Migration>, DbError> do
  migrate_by(db, steps_in(db, files)?)
end

## The steps that the database has had: number, name, and when that was.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let step = Migration { number: 1, name: "users", sql: "create table users (name text)" }
## assert Result.is_ok(Db.migrate_by(db, [step]))
## assert_eq Result.map(Db.applied(db), List.length), Ok(1)
## ```
pub fn applied(db :: Db) -> Result<List<(Int, String, String)>, DbError> do
  case all(
    db,
    Sql.literal(["select number, name, applied_at from mesh_migrations order by number"], [])
  ) do
    # It has had none, so there is no such table.
    Err(Invalid(_)) -> Ok([])
    outcome -> outcome
  end
end

## The steps in embedded files that the database has not had yet. Nothing is changed. What `Db.migrate` refuses is refused: a
## database that has had other steps than these, or a step that was changed since.
##
## ```mesh
## let text = Bytes.from_string("create table users (name text)")
## let files = Embedded.of([EmbeddedFile { path: "0001_users.sql", bytes: text }], "migrations")
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Result.map(Db.pending(db, files), List.length), Ok(1)
## ```
pub fn pending(db :: Db, files :: Embedded) -> Result<List<Migration>, DbError> do
  let steps = in_order(steps_in(db, files)?)?
  # It has had none where there is no such table.
  let known = if List.is_empty(applied(db)?) do [] else had(db)? end
  due(steps, known)
end

fn had(db :: Db) -> Result<List<Applied>, DbError> do
  all(db, Sql.literal(["select number, name, checksum from mesh_migrations order by number"], []))
end

# The steps that are still to be applied where these were.
fn due(steps :: List<Migration>, known :: List<Applied>) -> Result<List<Migration>, DbError> do
  let newest = List.reduce(steps, 0, fn _, step -> step.number end)
  case List.filter_map(known, fn applied -> problem_with(applied, steps, newest) end) do
    problem :: _ -> Err(Invalid(problem))
    [] ->
      Ok(List.filter(steps, fn step ->
        not List.any(known, fn applied -> applied.number == step.number end)
      end))
  end
end

fn in_order(steps :: List<Migration>) -> Result<List<Migration>, DbError> do
  let steps = List.sort(steps, fn one, other -> one.number - other.number end)
  distinct(steps, 0)?
  Ok(steps)
end

fn steps_in(db :: Db, files :: Embedded) -> Result<List<Migration>, DbError> do
  let (mine, others) =
    if dialect(db) == Sqlite do (".sqlite", ".postgres") else (".postgres", ".sqlite") end
  let found = for file in Embedded.files(files) do
    let step = step_of(file.path, file.bytes, mine, others)
    step?
  end
  Ok(List.filter_map(found, fn step -> step end))
end

fn step_of(
  path :: String,
  bytes :: Bytes,
  mine :: String,
  others :: String
) -> Result<Option<Migration>, DbError> do
  case String.strip_suffix(path, ".sql") do
    None -> Ok(None)
    Some(stem) ->
      if String.ends_with(stem, others) do
        Ok(None)
      else
        let stem = Option.unwrap_or(String.strip_suffix(stem, mine), stem)
        case (numbered(stem), Bytes.to_string(bytes)) do
          (Some((number, name)), Ok(sql)) ->
            Ok(Some(Migration { number: number, name: name, sql: sql }))
          (None, _) ->
            Err(Invalid("the migration `${path}` has no number: it is called `0001_name.sql`"))
          (_, Err(problem)) -> Err(Invalid("the migration `${path}`: ${problem}"))
        end
      end
  end
end

# `(1, "users")` for `0001_users`.
fn numbered(stem :: String) -> Option<(Int, String)> do
  let name = Option.unwrap_or(List.final(String.split(stem, "/")), stem)
  case String.split_once(name, "_") do
    Some((digits, rest)) -> Option.map(String.to_int(digits), fn number -> (number, rest) end)
    None -> None
  end
end

fn distinct(steps :: List<Migration>, at :: Int) -> Result<(), DbError> do
  case (List.at(steps, at), List.at(steps, at + 1)) do
    (Some(one), Some(next)) when one.number == next.number ->
      Err(Invalid("two migrations have the number ${one.number}: `${one.name}` and `${next.name}`"))
    (Some(_), Some(_)) -> distinct(steps, at + 1)
    _ -> Ok(())
  end
end

fn checksum_of(step :: Migration) -> String = Crypto.sha256(step.sql)

fn problem_with(applied :: Applied, steps :: List<Migration>, newest :: Int) -> Option<String> do
  case List.find(steps, fn step -> step.number == applied.number end) do
    None when applied.number > newest ->
      Some("the database is newer than this program: it has had migration ${applied.number} `${applied.name}`")
    None ->
      Some("the database has had migration ${applied.number} `${applied.name}`, which this program does not have")
    Some(step) when checksum_of(step) != applied.checksum ->
      Some("migration ${step.number} `${step.name}` was changed after the database had it")
    Some(_) -> None
  end
end

# Others that migrate wait here until this transaction is over.
fn lock(tx :: Db) -> Result<(), DbError> do
  if dialect(tx) == Sqlite do
    # A transaction of SQLite is the only one that writes.
    Ok(())
  else
    let locked :: Result<Option<String>, DbError> =
      value(tx, Sql.literal(["select pg_advisory_xact_lock(7883541961)::text"], []))
    Result.map(locked, fn _ -> () end)
  end
end

fn apply_each(
  db :: Db,
  pending :: List<Migration>,
  done :: List<Migration>
) -> Result<List<Migration>, DbError> do
  case pending do
    [] -> Ok(done)
    step :: rest -> do
      let was_applied = Db.transaction(db, fn tx -> apply(tx, step) end)?
      apply_each(db, rest, if was_applied do List.append(done, step) else done end)
    end
  end
end

fn run_step(tx :: Db, step :: Migration) -> Result<(), DbError> do
  case result_of(run_script(tx, step.sql)) do
    Err(Invalid(text)) -> Err(Invalid("migration ${step.number} `${step.name}`: ${text}"))
    outcome -> outcome
  end
end

# False when somebody else was quicker.
fn apply(tx :: Db, step :: Migration) -> Result<Bool, DbError> do
  lock(tx)?
  let had :: Int = value(
    tx,
    Sql.literal(["select count(*) from mesh_migrations where number = ", ""], [SqlInt(step.number)])
  )?
  if had > 0 do
    Ok(false)
  else
    run_step(tx, step)?
    run(
      tx,
      Sql.literal(
        [
          "insert into mesh_migrations (number, name, checksum, applied_at) values (",
          ", ",
          ", ",
          ", ",
          ")"
        ],
        [
          SqlInt(step.number),
          SqlText(step.name),
          SqlText(checksum_of(step)),
          SqlText("${DateTime.utc_now()}")
        ]
      )
    )?
    Ok(true)
  end
end
