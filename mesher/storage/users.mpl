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
pub fn register(db :: SqliteConn, email :: String, password :: String, display_name :: String) -> Result<String, String> do
  let taken = Sqlite.query(db, "SELECT id FROM users WHERE email = ?", [email])?
  if List.is_empty(taken) do
    let id = Crypto.uuid7()
    let row = [id, email, Crypto.hash_password(password), display_name, "${now()}"]
    Sqlite.execute(db, "INSERT INTO users VALUES (?, ?, ?, ?, ?)", row)?
    Ok(id)
  else
    Err("email already registered")
  end
end

## Opens a session; gives its token. The time does not tell whether the address or the password was wrong.
pub fn login(db :: SqliteConn, email :: String, password :: String) -> Result<String, String> do
  let rows = Sqlite.query(db, "SELECT id, password_hash FROM users WHERE email = ?", [email])?
  let hash = Option.unwrap_or(Option.map(List.first(rows), fn row -> Map.get(row, "password_hash") end), nobody())
  let matches = Crypto.verify_password(password, hash)
  case List.first(rows) do
    Some(row) when matches -> open_session(db, Map.get(row, "id"))
    _ -> Err("authentication failed")
  end
end

# The hash of a password that nobody has.
fn nobody() -> String do
  "$argon2id$v=19$m=19456,t=2,p=1$bWVzaGVyLW5vLXVzZXI$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
end

fn open_session(db :: SqliteConn, user_id :: String) -> Result<String, String> do
  let token = Crypto.random_hex(32)
  let row = [Crypto.sha256(token), user_id, "${now()}", "${now() + session_time()}"]
  Sqlite.execute(db, "INSERT INTO sessions VALUES (?, ?, ?, ?)", row)?
  Ok(token)
end

## The user of a session that has not expired.
pub fn of_session(db :: SqliteConn, token :: String) -> Result<Option<User>, String> do
  let sql = """
    SELECT u.id, u.email, u.display_name FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = ? AND s.expires_at > ?
    """
  Result.map(Sqlite.query_as(db, sql, [Crypto.sha256(token), "${now()}"]), List.first)
end

## Ends a session; the number of sessions that ended.
pub fn logout(db :: SqliteConn, token :: String) -> Result<Int, String> do
  Sqlite.execute(db, "DELETE FROM sessions WHERE token_hash = ?", [Crypto.sha256(token)])
end

pub fn find(db :: SqliteConn, id :: String) -> Result<Option<User>, String> do
  Result.map(Sqlite.query_as(db, "SELECT id, email, display_name FROM users WHERE id = ?", [id]), List.first)
end

## How many users there are.
pub fn count(db :: SqliteConn) -> Result<Int, String> do
  let rows = Sqlite.query(db, "SELECT count(*) AS n FROM users", [])?
  Sqlite.column(List.get(rows, 0), "n")
end

## Makes a user a member; gives the membership's id.
pub fn add_member(db :: SqliteConn, user_id :: String, org_id :: String, role :: String) -> Result<String, String> do
  if List.contains(["owner", "admin", "member"], role) do
    let id = Crypto.uuid7()
    Sqlite.execute(db, "INSERT INTO org_memberships VALUES (?, ?, ?, ?, ?)", [id, user_id, org_id, role, "${now()}"])?
    Ok(id)
  else
    Err("invalid role")
  end
end

## The members of an organization, oldest membership first.
pub fn members(db :: SqliteConn, org_id :: String) -> Result<List<Member>, String> do
  let sql = """
    SELECT m.id, m.user_id, u.email, u.display_name, m.role FROM org_memberships m JOIN users u ON u.id = m.user_id
    WHERE m.org_id = ? ORDER BY m.joined_at, m.id
    """
  Sqlite.query_as(db, sql, [org_id])
end
