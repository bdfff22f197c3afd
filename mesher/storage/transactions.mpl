##! The sample of transactions, and what projects ask for.

from Ingestion.Items.TransactionItem import Measured
from Storage.Clock import now

## How an endpoint does. Times are in microseconds.
pub struct Endpoint do
  name :: String
  op :: String
  ## How many there were, as far as the sample tells.
  count :: Float
  failures :: Float
  p50 :: Int
  p95 :: Int
  longest :: Int
end deriving(Row, Debug)

pub type EndpointSort do
  ByP95
  ByP50
  ByMax
  ByCount
  ByFailures
end deriving(Eq, Debug)

## The part of transactions that a project keeps.
pub fn rate(db :: Db, project_id :: String) -> Result<Float, DbError> do
  Result.map(
    Db.first(db, sql"SELECT transaction_rate FROM item_settings WHERE project_id = ${project_id}"),
    fn known -> Option.unwrap_or(known, 0.0) end
  )
end

## Sets it: from 0 to 1.
pub fn set_rate(db :: Db, project_id :: String, rate :: Float) -> Result<Int, DbError> do
  Db.run(db, sql"""
    INSERT INTO item_settings (project_id, attachment_bytes, transaction_rate) VALUES (${project_id}, 0, ${rate})
    ON CONFLICT (project_id) DO UPDATE SET transaction_rate = excluded.transaction_rate
    """)
end

## Keeps one that stands for `weight` of them.
pub fn add(
  db :: Db,
  project_id :: String,
  measured :: Measured,
  weight :: Float
) -> Result<(), DbError> do
  Db.run(db, sql"""
    INSERT INTO transactions (id, project_id, name, op, failed, duration, weight, environment, release, trace_id, event_id,
      received_at)
    VALUES (${Crypto.uuid7()}, ${project_id}, ${measured.name}, ${measured.op}, ${measured.failed}, ${measured.duration},
      ${weight},
      ${measured.environment}, ${measured.release}, ${measured.trace_id}, ${measured.event_id}, ${now()})
    """)?
  Ok(())
end

## Endpoints since a time, at most 100. A percentile is the smallest time that so many percent of the sample do not exceed.
pub fn endpoints(
  db :: Db,
  project_id :: String,
  environment :: String,
  since :: Int,
  sort :: EndpointSort
) -> Result<List<Endpoint>, DbError> do
  let of_environment =
    if environment == "" do Sql.empty() else sql"AND environment = ${environment}" end
  Db.all(Db.with_timeout(db, 10000), sql"""
    SELECT name, op, sum(weight) AS count, sum(CASE WHEN failed = TRUE THEN weight ELSE 0.0 END) AS failures,
      min(CASE WHEN place * 100 >= members * 50 THEN duration END) AS p50,
      min(CASE WHEN place * 100 >= members * 95 THEN duration END) AS p95, max(duration) AS longest
    FROM (
      SELECT name, op, weight, failed, duration, row_number() OVER (PARTITION BY name, op ORDER BY duration) AS place,
        count(*) OVER (PARTITION BY name, op) AS members
      FROM transactions WHERE project_id = ${project_id} AND received_at >= ${since} ${of_environment}) AS ranked
    GROUP BY name, op ORDER BY ${column_of(sort)} DESC, name LIMIT 100
    """)
end

fn column_of(sort :: EndpointSort) -> Sql do
  case sort do
    ByP95 -> sql"6"
    ByP50 -> sql"5"
    ByMax -> sql"7"
    ByCount -> sql"3"
    ByFailures -> sql"4"
  end
end

## Removes what is older: how many, at most `count`.
pub fn purge(db :: Db, project_id :: String, before :: Int, count :: Int) -> Result<Int, DbError> do
  Db.run(db, sql"""
    DELETE FROM transactions WHERE id IN (SELECT id FROM transactions WHERE project_id = ${project_id} AND received_at < ${before}
      ORDER BY received_at LIMIT ${count})
    """)
end
