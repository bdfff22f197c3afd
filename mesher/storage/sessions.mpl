##! Sessions of people and tokens of programs. Only hashes of them are kept.

from Storage.Clock import now

## Who has a session or a token.
pub struct Known do
  user_id :: String
  name :: String
  ## `None` for a session, which may do what its user may.
  scopes :: Option<String>
  ## Of the session or the token.
  id :: String
  last_used_at :: Option<Int>
end deriving(Row, Debug)

fn session_time() -> Int = 7 * 24 * 3600 * 1000000

## Opens a session; gives its token and when it ends.
pub fn open(
  db :: Db,
  user_id :: String,
  address :: String,
  user_agent :: String
) -> Result<(String, Int), DbError> do
  let (token, at) = (Crypto.random_hex(32), now())
  let expires = at + session_time()
  Db.run(db, sql"""
    INSERT INTO sessions (token_hash, user_id, created_at, expires_at, id, address, user_agent)
    VALUES (${Crypto.sha256(token)}, ${user_id}, ${at}, ${expires}, ${Crypto.uuid7()}, ${address},
      ${String.slice(user_agent, 0, 200)})
    """)?
  # The oldest make room.
  Db.run(db, sql"""
    DELETE FROM sessions WHERE user_id = ${user_id} AND token_hash NOT IN (
      SELECT token_hash FROM sessions WHERE user_id = ${user_id} ORDER BY created_at DESC, id DESC LIMIT 100)
    """)?
  Ok((token, expires))
end

## Who has a token, of a session or of a program, that is valid.
pub fn known(db :: Db, token :: String) -> Result<Option<Known>, DbError> do
  let (hash, at) = (Crypto.sha256(token), now())
  if String.starts_with(token, token_prefix()) do
    Db.first(db, sql"""
      SELECT u.id AS user_id, u.display_name AS name, t.scopes, t.id, t.last_used_at
      FROM api_tokens t JOIN users u ON u.id = t.user_id
      WHERE t.token_hash = ${hash} AND (t.expires_at IS NULL OR t.expires_at > ${at})
      """)
  else
    Db.first(db, sql"""
      SELECT u.id AS user_id, u.display_name AS name, NULL AS scopes, s.id, NULL AS last_used_at
      FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.token_hash = ${hash} AND s.expires_at > ${at}
      """)
  end
end

## Ends a session; the number of sessions that ended.
pub fn close(db :: Db, token :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM sessions WHERE token_hash = ${Crypto.sha256(token)}")
end

## Ends all sessions of a user but one.
pub fn close_others(db :: Db, user_id :: String, kept :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM sessions WHERE user_id = ${user_id} AND id <> ${kept}")
end

## A session as its user sees it.
pub struct Session do
  id :: String
  address :: String
  user_agent :: String
  created_at :: Int
  expires_at :: Int
end deriving(Row)

## The sessions of a user, newest first.
pub fn of_user(db :: Db, user_id :: String) -> Result<List<Session>, DbError> do
  Db.all(db, sql"""
    SELECT id, address, user_agent, created_at, expires_at FROM sessions
    WHERE user_id = ${user_id} AND expires_at > ${now()} ORDER BY created_at DESC
    """)
end

## Ends a session of a user by its id; the number of sessions that ended.
pub fn revoke(db :: Db, user_id :: String, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM sessions WHERE id = ${id} AND user_id = ${user_id}")
end

## Forgets sessions, tokens, invitations and links that are over; how many sessions there were.
pub fn purge(db :: Db) -> Result<Int, DbError> do
  let at = now()
  Db.run(db, sql"DELETE FROM api_tokens WHERE expires_at <= ${at}")?
  Db.run(db, sql"DELETE FROM invitations WHERE expires_at <= ${at}")?
  Db.run(db, sql"DELETE FROM setup_links WHERE expires_at <= ${at}")?
  Db.run(db, sql"DELETE FROM sessions WHERE expires_at <= ${at}")
end

# ---- tokens of programs -----------------------------------------------------------------------------------------

fn token_prefix() -> String = "mshu_"

## A token as its user sees it.
pub struct ApiToken do
  id :: String
  name :: String
  scopes :: String
  created_at :: Int
  expires_at :: Option<Int>
  last_used_at :: Option<Int>
end deriving(Row, Debug)

## Makes a token; gives its id and its text, which nobody sees again.
pub fn create_token(
  db :: Db,
  user_id :: String,
  name :: String,
  scopes :: String,
  expires :: Option<Int>
) -> Result<(String, String), DbError> do
  let (id, token) = (Crypto.uuid7(), token_prefix() <> Crypto.random_hex(32))
  Db.run(db, sql"""
    INSERT INTO api_tokens (id, user_id, token_hash, name, scopes, created_at, expires_at)
    VALUES (${id}, ${user_id}, ${Crypto.sha256(token)}, ${name}, ${scopes}, ${now()}, ${expires})
    """)?
  Ok((id, token))
end

## How many tokens a user may have.
pub fn most_tokens() -> Int = 100

## The tokens of a user, newest first.
pub fn tokens(db :: Db, user_id :: String) -> Result<List<ApiToken>, DbError> do
  Db.all(db, sql"""
    SELECT id, name, scopes, created_at, expires_at, last_used_at FROM api_tokens WHERE user_id = ${user_id} ORDER BY id DESC
    """)
end

## Ends a token of a user; the number of tokens that ended.
pub fn revoke_token(db :: Db, user_id :: String, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM api_tokens WHERE id = ${id} AND user_id = ${user_id}")
end

## Remembers that a token was used, when that is not yet known of the last minute.
pub fn touch_token(db :: Db, known :: Known) -> () do
  let at = now()
  if Option.unwrap_or(known.last_used_at, 0) < at - 60000000 do
    # The request goes on whatever becomes of it.
    let _ = Db.run(db, sql"UPDATE api_tokens SET last_used_at = ${at} WHERE id = ${known.id}")
  end
end
