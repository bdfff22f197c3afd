##! Organizations.

from Storage.Clock import now

pub struct Organization do
  id :: String
  name :: String
  slug :: String
end deriving(Json, Row, Debug)

## Adds an organization; gives its id.
pub fn create(db :: SqliteConn, name :: String, slug :: String) -> Result<String, String> do
  let id = Crypto.uuid7()
  Sqlite.execute(db, "INSERT INTO organizations VALUES (?, ?, ?, ?)", [id, name, slug, "${now()}"])?
  Ok(id)
end

pub fn find(db :: SqliteConn, id :: String) -> Result<Option<Organization>, String> do
  Result.map(Sqlite.query_as(db, "SELECT id, name, slug FROM organizations WHERE id = ?", [id]), List.first)
end

## All organizations by name.
pub fn all(db :: SqliteConn) -> Result<List<Organization>, String> do
  Sqlite.query_as(db, "SELECT id, name, slug FROM organizations ORDER BY name, id", [])
end
