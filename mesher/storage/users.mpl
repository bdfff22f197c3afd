##! Users, their memberships and sessions. Password hashes do not leave this module, nor do session tokens enter the tables.

from Storage.Clock import now

pub struct User do
  id :: String
  email :: String
  display_name :: String
end deriving(Json, Row, Debug)

pub struct Member do
  id :: String
  user_id :: String
  email :: String
  display_name :: String
  role :: String
end deriving(Json, Row, Debug)

fn session_time() -> Int = 7 * 24 * 3600 * 1000000

## Adds a user; gives its id. The e-mail address must be new.
pub fn register(db :: Db, email :: String, password :: String, display_name :: String) -> Result<String, String> do
  let taken :: Int = Db.value(db, sql"SELECT count(*) FROM users WHERE email = ${email}")?
  if taken == 0 do
    let (id, hash) = (Crypto.uuid7(), Crypto.hash_password(password))
    Db.run(db, sql"INSERT INTO users VALUES (${id}, ${email}, ${hash}, ${display_name}, ${now()})")?
    Ok(id)
  else
    Err("email already registered")
  end
end

## Opens a session; gives its token. The time does not tell whether the address or the password was wrong.
pub fn login(db :: Db, email :: String, password :: String) -> Result<String, String> do
  let found :: Option<(String, String)> = Db.first(db, sql"SELECT id, password_hash FROM users WHERE email = ${email}")?
  let hash = Option.unwrap_or(Option.map(found, fn((_, hash)) -> hash end), nobody())
  let matches = Crypto.verify_password(password, hash)
  case found do
    Some((id, _)) when matches -> open_session(db, id)
    _ -> Err("authentication failed")
  end
end

# The hash of a password that nobody has.
fn nobody() -> String do
  "$argon2id$v=19$m=19456,t=2,p=1$bWVzaGVyLW5vLXVzZXI$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
end

fn open_session(db :: Db, user_id :: String) -> Result<String, String> do
  let token = Crypto.random_hex(32)
  let (hash, expires) = (Crypto.sha256(token), now() + session_time())
  Db.run(db, sql"INSERT INTO sessions VALUES (${hash}, ${user_id}, ${now()}, ${expires})")?
  Ok(token)
end

## The user of a session that has not expired.
pub fn of_session(db :: Db, token :: String) -> Result<Option<User>, String> do
  let user = Db.first(db, sql"""
    SELECT u.id, u.email, u.display_name FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = ${Crypto.sha256(token)} AND s.expires_at > ${now()}
    """)?
  Ok(user)
end

## Ends a session; the number of sessions that ended.
pub fn logout(db :: Db, token :: String) -> Result<Int, String> do
  Ok(Db.run(db, sql"DELETE FROM sessions WHERE token_hash = ${Crypto.sha256(token)}")?)
end

pub fn find(db :: Db, id :: String) -> Result<Option<User>, String> do
  Ok(Db.first(db, sql"SELECT id, email, display_name FROM users WHERE id = ${id}")?)
end

## How many users there are.
pub fn count(db :: Db) -> Result<Int, String> do
  Ok(Db.value(db, sql"SELECT count(*) FROM users")?)
end

## Makes a user a member; gives the membership's id.
pub fn add_member(db :: Db, user_id :: String, org_id :: String, role :: String) -> Result<String, String> do
  if List.contains(["owner", "admin", "member"], role) do
    let id = Crypto.uuid7()
    Db.run(db, sql"INSERT INTO org_memberships VALUES (${id}, ${user_id}, ${org_id}, ${role}, ${now()})")?
    Ok(id)
  else
    Err("invalid role")
  end
end

## The members of an organization, oldest membership first.
pub fn members(db :: Db, org_id :: String) -> Result<List<Member>, String> do
  let members = Db.all(db, sql"""
    SELECT m.id, m.user_id, u.email, u.display_name, m.role FROM org_memberships m JOIN users u ON u.id = m.user_id
    WHERE m.org_id = ${org_id} ORDER BY m.joined_at, m.id
    """)?
  Ok(members)
end
