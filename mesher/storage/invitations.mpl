##! Who was asked to join an organization, and the link of the first start. Only hashes of their tokens are kept.

from Storage.Clock import now

pub struct Invitation do
  id :: String
  org_id :: String
  org_name :: String
  email :: String
  role :: String
  created_at :: Int
  expires_at :: Int
end deriving(Row)

fn days(count :: Int) -> Int = count * 24 * 3600 * 1000000

fn select() -> Sql do
  sql"""
  SELECT i.id, i.org_id, o.name AS org_name, i.email, i.role, i.created_at, i.expires_at
  FROM invitations i JOIN organizations o ON o.id = i.org_id
  """
end

## Asks somebody to join within a week, in place of an invitation before; gives the invitation's id and its token, which nobody
## sees again.
pub fn create(
  db :: Db,
  org_id :: String,
  email :: String,
  role :: String,
  by :: Option<String>
) -> Result<(String, String), DbError> do
  Db.transaction(db, fn tx ->
    let (id, token, at) = (Crypto.uuid7(), Crypto.random_hex(32), now())
    Db.run(tx, sql"DELETE FROM invitations WHERE org_id = ${org_id} AND email = ${email}")?
    Db.run(tx, sql"""
      INSERT INTO invitations (id, org_id, email, role, token_hash, invited_by, created_at, expires_at)
      VALUES (${id}, ${org_id}, ${email}, ${role}, ${Crypto.sha256(token)}, ${by}, ${at}, ${at + days(7)})
      """)?
    Ok((id, token))
  end)
end

## The invitation of a token that is not over.
pub fn by_token(db :: Db, token :: String) -> Result<Option<Invitation>, DbError> do
  Db.first(
    db,
    sql"${select()} WHERE i.token_hash = ${Crypto.sha256(token)} AND i.expires_at > ${now()}"
  )
end

## Whether somebody was asked to join an organization, and still can.
pub fn is_open(db :: Db, org_id :: String, email :: String) -> Result<Bool, DbError> do
  let found :: Option<Int> = Db.first(db, sql"""
    SELECT 1 FROM invitations WHERE org_id = ${org_id} AND email = ${email} AND expires_at > ${now()}
    """)?
  Ok(Option.is_some(found))
end

## The open invitations of an organization, newest first.
pub fn of_org(db :: Db, org_id :: String) -> Result<List<Invitation>, DbError> do
  Db.all(
    db,
    sql"${select()} WHERE i.org_id = ${org_id} AND i.expires_at > ${now()} ORDER BY i.id DESC"
  )
end

## Uses an invitation up; whether it was there. Of many at once one has it.
pub fn take(db :: Db, id :: String) -> Result<Bool, DbError> do
  Ok(Db.run(db, sql"DELETE FROM invitations WHERE id = ${id}")? == 1)
end

## Takes an invitation of an organization back; the number of invitations that ended.
pub fn revoke(db :: Db, org_id :: String, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM invitations WHERE id = ${id} AND org_id = ${org_id}")
end

# ---- the first start --------------------------------------------------------------------------------------------

## A new token for whoever sets this server up, valid for a day; `None` while there is another one. Of several processes that
## start at once, one has it.
pub fn setup_token(db :: Db) -> Result<Option<String>, DbError> do
  Db.transaction(db, fn tx ->
    # Holds a row until the end.
    Db.run(tx, sql"""
      INSERT INTO counters (name, value) VALUES ('setup', 0) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
      """)?
    let valid :: Option<Int> =
      Db.first(tx, sql"SELECT 1 FROM setup_links WHERE expires_at > ${now()} LIMIT 1")?
    if Option.is_some(valid) do
      Ok(None)
    else
      let token = Crypto.random_hex(32)
      Db.run(tx, sql"DELETE FROM setup_links")?
      Db.run(
        tx,
        sql"INSERT INTO setup_links (token_hash, expires_at) VALUES (${Crypto.sha256(token)}, ${now() + days(1)})"
      )?
      Ok(Some(token))
    end
  end)
end

## Whether there is a setup link with this token that is not over.
pub fn has_setup(db :: Db, token :: String) -> Result<Bool, DbError> do
  let hash = Crypto.sha256(token)
  let found :: Option<Int> = Db.first(
    db,
    sql"SELECT 1 FROM setup_links WHERE token_hash = ${hash} AND expires_at > ${now()}"
  )?
  Ok(Option.is_some(found))
end

## Uses the setup link up; whether the token was its own.
pub fn take_setup(db :: Db, token :: String) -> Result<Bool, DbError> do
  Ok(
    Db.run(
      db,
      sql"DELETE FROM setup_links WHERE token_hash = ${Crypto.sha256(token)} AND expires_at > ${now()}"
    )? ==
    1
  )
end
