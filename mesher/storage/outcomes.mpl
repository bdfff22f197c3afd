##! What was not kept, or kept in part: counts by the hour, category, outcome and reason.

from Storage.Clock import now, shown

## So many of a category (`error`, `attachment`, `log`, ...) with the same outcome.
pub struct Count do
  project_id :: String
  category :: String
  ## `accepted`, `limited`, `discarded`, `sampled`, `invalid`, `cut`, `skipped` or `client`.
  outcome :: String
  ## A word of ours, or for `client` one of the words that client reports know.
  reason :: String
  quantity :: Int
end deriving(Debug)

## What is told of an hour or a day.
pub struct Line do
  bucket :: String
  category :: String
  outcome :: String
  reason :: String
  quantity :: Int
end deriving(Json, Debug)

struct LineRow do
  bucket :: Int
  category :: String
  outcome :: String
  reason :: String
  quantity :: Int
end deriving(Row)

## Adds counts to this hour's. Those of projects that are gone are passed over.
pub fn add(db :: Db, counts :: List<Count>) -> Result<(), DbError> do
  let hour = now() / 3600000000
  # In one order everywhere, so that none who adds waits for another that waits for it.
  let sorted =
    List.sort_by(counts, fn one -> (one.project_id, one.category, one.outcome, one.reason) end)
  if List.is_empty(sorted) do
    Ok(())
  else
    Db.transaction(db, fn tx -> List.try_each(sorted, fn count -> add_one(tx, hour, count) end) end)
  end
end

fn add_one(tx :: Db, hour :: Int, count :: Count) -> Result<(), DbError> do
  Db.run(tx, sql"""
    INSERT INTO outcomes (project_id, hour, category, outcome, reason, quantity)
    SELECT id, ${hour}, ${count.category}, ${count.outcome}, ${count.reason}, ${count.quantity} FROM projects
    WHERE id = ${count.project_id}
    ON CONFLICT (project_id, hour, category, outcome, reason) DO UPDATE SET quantity = outcomes.quantity + excluded.quantity
    """)?
  Ok(())
end

## Counts since then by the hour, or by the day, newest first; at most 5,000 lines.
pub fn lines(
  db :: Db,
  project_id :: String,
  since :: Int,
  daily :: Bool
) -> Result<List<Line>, DbError> do
  let hours = if daily do 24 else 1 end
  let rows :: List<LineRow> = Db.all(db, sql"""
    SELECT hour / ${hours} * ${hours} AS bucket, category, outcome, reason, CAST(sum(quantity) AS BIGINT) AS quantity
    FROM outcomes
    WHERE project_id = ${project_id} AND hour >= ${since / 3600000000} GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 5 DESC LIMIT 5000
    """)?
  Ok(List.map(rows, fn row ->
    Line {
      bucket: shown(row.bucket * 3600000000),
      category: row.category,
      outcome: row.outcome,
      reason: row.reason,
      quantity: row.quantity
    }
  end))
end

## Removes what is older.
pub fn purge(db :: Db, project_id :: String, before :: Int) -> Result<Int, DbError> do
  Db.run(
    db,
    sql"DELETE FROM outcomes WHERE project_id = ${project_id} AND hour < ${before / 3600000000}"
  )
end
