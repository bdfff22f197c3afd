##! Log lines.

from Ingestion.Items.LogItem import LogLine
from Ingestion.Items.Texts import pattern

## A row.
pub struct LogRow do
  id :: String
  at :: Int
  level :: String
  body :: String
  environment :: String
  release :: String
  trace_id :: String
  attributes :: String
end deriving(Row, Debug)

## Which lines are asked for; "" lets everything pass.
pub struct LogFilter do
  text :: String
  levels :: List<String>
  environment :: String
  release :: String
  trace_id :: String
  ## A name and a value.
  attribute :: Option<(String, String)>
  since :: Int
  until :: Option<Int>
  beyond :: Option<(Int, String)>
end deriving(Debug)

fn at_once() -> Int = 200

## Adds lines, in groups, so that others write between them.
pub fn add(
  db :: Db,
  project_id :: String,
  lines :: List<LogLine>,
  at :: Int
) -> Result<(), DbError> do
  List.try_each(List.chunks(lines, at_once()), fn group ->
    Db.run_many(db, group, fn line -> sql"""
        INSERT INTO logs (id, project_id, at, level, body, folded, environment, release, trace_id, attributes, received_at)
        VALUES (${Crypto.uuid7()}, ${project_id}, ${line.at}, ${line.level}, ${line.body}, ${String.to_lower(line.body)},
          ${line.environment}, ${line.release}, ${line.trace_id}, ${Json.encode(line.attributes)}, ${at})
        """ end)?
    Ok(())
  end)
end

## One page, newest first: one more than `limit` when there are more.
pub fn page(
  db :: Db,
  project_id :: String,
  filter :: LogFilter,
  limit :: Int
) -> Result<List<LogRow>, DbError> do
  let given = fn value, condition -> if value == "" do [] else [condition] end end
  let conditions = List.flatten([
    [sql"project_id = ${project_id}", sql"at >= ${filter.since}"],
    Option.map_or(filter.until, [], fn at -> [sql"at <= ${at}"] end),
    if List.is_empty(filter.levels) do [] else [sql"level IN ${filter.levels}"] end,
    given(filter.environment, sql"environment = ${filter.environment}"),
    given(filter.release, sql"release = ${filter.release}"),
    given(filter.trace_id, sql"trace_id = ${filter.trace_id}"),
    given(filter.text, sql"folded LIKE ${pattern(String.to_lower(filter.text))} ESCAPE '\\'"),
    Option.map_or(filter.attribute, [], fn((name, value)) -> [has_attribute(name, value)] end),
    Option.map_or(filter.beyond, [], fn((at, id)) -> [sql"(at, id) < (${at}, ${id})"] end)
  ])
  Db.all(Db.with_timeout(db, 10000), sql"""
    SELECT id, at, level, body, environment, release, trace_id, attributes FROM logs
    WHERE ${Sql.join(conditions, sql" AND ")} ORDER BY at DESC, id DESC LIMIT ${limit + 1}
    """)
end

# As text, or as the number or truth that the text is.
fn has_attribute(name :: String, value :: String) -> Sql do
  let key = Json.encode(name)
  let text = sql"attributes LIKE ${pattern("${key}:${Json.encode(value)}")} ESCAPE '\\'"
  if Regex.is_match(~r/^(?:-?[0-9]+(?:\.[0-9]+)?|true|false|null)$/, value) do
    let (inner, last) = ("${key}:${value},", "${key}:${value}}")
    sql"(${text} OR attributes LIKE ${pattern(inner)} ESCAPE '\\' OR attributes LIKE ${pattern(last)} ESCAPE '\\')"
  else
    text
  end
end

## Removes lines that came before: how many, at most `count`.
pub fn purge(db :: Db, project_id :: String, before :: Int, count :: Int) -> Result<Int, DbError> do
  Db.run(db, sql"""
    DELETE FROM logs WHERE id IN (SELECT id FROM logs WHERE project_id = ${project_id} AND received_at < ${before}
      ORDER BY received_at LIMIT ${count})
    """)
end
