##! How what was just done to issues is taken back: a token for who did it, with what they were as JSON.

from Storage.Activity import Author
from Storage.Clock import now

## What a token stands for.
pub struct Kept do
  project_id :: String
  action :: String
  states :: String
end deriving(Row)

## A change can be taken back for so long, in microseconds.
pub fn time() -> Int = 60 * 1000000

## Keeps what a change did, in its transaction; the token.
pub fn keep(
  tx :: Db,
  project_id :: String,
  author :: Author,
  action :: String,
  states :: String
) -> Result<String, DbError> do
  let (token, at) = (Crypto.random_hex(16), now())
  Db.run_all(tx, [sql"DELETE FROM issue_undo WHERE expires_at < ${at}", sql"""
      INSERT INTO issue_undo (token, project_id, user_id, action, states, expires_at)
      VALUES (${token}, ${project_id}, ${author.user_id}, ${action}, ${states}, ${at + time()})
      """])?
  Ok(token)
end

## The project of what a token takes back, for the user who did it.
pub fn project_of(
  db :: Db,
  token :: String,
  user :: Option<String>
) -> Result<Option<String>, DbError> do
  Db.first(db, sql"""
    SELECT project_id FROM issue_undo
    WHERE token = ${token} AND user_id = ${Option.unwrap_or(user, "")} AND expires_at >= ${now()}
    """)
end

## What is to be taken back, once.
pub fn take(tx :: Db, token :: String) -> Result<Option<Kept>, DbError> do
  Db.first(
    tx,
    sql"DELETE FROM issue_undo WHERE token = ${token} RETURNING project_id, action, states"
  )
end
