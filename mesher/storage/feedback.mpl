##! What users said.

from Ingestion.Items.FeedbackItem import Feedback
from Storage.Clock import now

## A row.
pub struct FeedbackRow do
  id :: String
  event_id :: String
  source :: String
  name :: String
  email :: String
  message :: String
  url :: String
  environment :: String
  release :: String
  status :: String
  received_at :: Int
end deriving(Row, Debug)

fn hourly_most() -> Int = 1000

## Keeps feedback; what has the id of an earlier one replaces it. `false` when the project had as much this hour as it may.
pub fn put(db :: Db, project_id :: String, said :: Feedback) -> Result<Bool, DbError> do
  let at = now()
  let recent :: Int = Db.value(db, sql"""
    SELECT count(*) FROM (SELECT 1 AS one FROM feedback WHERE project_id = ${project_id} AND received_at > ${at - 3600000000}
      LIMIT ${hourly_most()}) AS found
    """)?
  if recent >= hourly_most() do
    Ok(false)
  else
    Db.run(db, sql"""
      INSERT INTO feedback (id, project_id, feedback_id, event_id, source, name, email, message, url, environment, release,
      status,
        received_at)
      VALUES (${Crypto.uuid7()}, ${project_id}, ${said.id}, ${said.event_id}, ${said.source}, ${said.name}, ${said.email},
        ${said.message}, ${said.url}, ${said.environment}, ${said.release}, 'unresolved', ${at})
      ON CONFLICT (project_id, feedback_id) DO UPDATE
      SET name = excluded.name, email = excluded.email, message = excluded.message,
        url = excluded.url
      """)?
    Ok(true)
  end
end

## One page, newest first: one more than `limit` when there are more.
pub fn page(
  db :: Db,
  project_id :: String,
  status :: String,
  event_id :: String,
  beyond :: Option<(Int, String)>,
  limit :: Int
) -> Result<List<FeedbackRow>, DbError> do
  let conditions = List.flatten([
    [sql"project_id = ${project_id}"],
    if status == "" do [] else [sql"status = ${status}"] end,
    if event_id == "" do [] else [sql"event_id = ${event_id}"] end,
    Option.map_or(beyond, [], fn((at, id)) -> [sql"(received_at, id) < (${at}, ${id})"] end)
  ])
  Db.all(db, sql"""
    SELECT id, event_id, source, name, email, message, url, environment, release, status, received_at FROM feedback
    WHERE ${Sql.join(conditions, sql" AND ")} ORDER BY received_at DESC, id DESC LIMIT ${limit + 1}
    """)
end

## Gives it another status: the number that changed.
pub fn set_status(
  db :: Db,
  project_id :: String,
  id :: String,
  status :: String
) -> Result<Int, DbError> do
  Db.run(
    db,
    sql"UPDATE feedback SET status = ${status} WHERE id = ${id} AND project_id = ${project_id} AND status <> ${status}"
  )
end

pub fn delete(db :: Db, project_id :: String, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM feedback WHERE id = ${id} AND project_id = ${project_id}")
end

## Removes what is older.
pub fn purge(db :: Db, project_id :: String, before :: Int) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM feedback WHERE project_id = ${project_id} AND received_at < ${before}")
end
