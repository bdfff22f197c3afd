##! Users and their passwords, whose hashes do not leave this module.

from Storage.Clock import now

pub struct User do
  id :: String
  email :: String
  display_name :: String
end deriving(Json, Row, Debug)

## How e-mail addresses are compared, and kept: capitals do not matter, in whatever script.
pub fn canonical(email :: String) -> String = String.to_lower(String.trim(email))

## Adds a user with the hash of a password; gives its id. `Constraint(Unique, _)` when somebody has the e-mail address.
pub fn create(
  db :: Db,
  email :: String,
  password_hash :: String,
  display_name :: String
) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  Db.run(db, sql"""
    INSERT INTO users (id, email, password_hash, display_name, created_at)
    VALUES (${id}, ${canonical(email)}, ${password_hash}, ${display_name}, ${now()})
    """)?
  Ok(id)
end

## The user of an e-mail address and a password. The time does not tell which of them was wrong.
pub fn authenticate(
  db :: Db,
  email :: String,
  password :: String
) -> Result<Option<User>, DbError> do
  let found :: Option<(String, String)> = Db.first(db, sql"""
    SELECT id, password_hash FROM users WHERE lower(email) = ${canonical(email)}
    """)?
  let hash = Option.unwrap_or(Option.map(found, fn((_, hash)) -> hash end), nobody())
  let matches = Crypto.verify_password(password, hash)
  case found do
    Some((id, _)) when matches -> find(db, id)
    _ -> Ok(None)
  end
end

# The hash of a password that nobody has, as costly to verify as others.
fn nobody() -> String do
  "$argon2id$v=19$m=19456,t=2,p=1$bWVzaGVyLW5vLXVzZXI$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
end

## Gives a user another password, as its hash.
pub fn set_password(db :: Db, id :: String, password_hash :: String) -> Result<Int, DbError> do
  Db.run(db, sql"UPDATE users SET password_hash = ${password_hash} WHERE id = ${id}")
end

## Gives a user another shown name.
pub fn rename(db :: Db, id :: String, display_name :: String) -> Result<Int, DbError> do
  Db.run(db, sql"UPDATE users SET display_name = ${display_name} WHERE id = ${id}")
end

pub fn find(db :: Db, id :: String) -> Result<Option<User>, DbError> do
  Db.first(db, sql"SELECT id, email, display_name FROM users WHERE id = ${id}")
end

## The user of an e-mail address.
pub fn by_email(db :: Db, email :: String) -> Result<Option<User>, DbError> do
  Db.first(
    db,
    sql"SELECT id, email, display_name FROM users WHERE lower(email) = ${canonical(email)}"
  )
end

## Whether there are users.
pub fn any(db :: Db) -> Result<Bool, DbError> do
  let found :: Option<Int> = Db.first(db, sql"SELECT 1 FROM users LIMIT 1")?
  Ok(Option.is_some(found))
end
