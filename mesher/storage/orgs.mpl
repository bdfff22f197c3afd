##! Organizations.

from Storage.Clock import now

pub struct Organization do
  id :: String
  name :: String
  slug :: String
end deriving(Json, Row, Debug)

## Adds an organization; gives its id.
pub fn create(db :: Db, name :: String, slug :: String) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  Db.run(db, sql"INSERT INTO organizations VALUES (${id}, ${name}, ${slug}, ${now()})")?
  Ok(id)
end

pub fn find(db :: Db, id :: String) -> Result<Option<Organization>, String> do
  Ok(Db.first(db, sql"SELECT id, name, slug FROM organizations WHERE id = ${id}")?)
end

## All organizations by name.
pub fn all(db :: Db) -> Result<List<Organization>, String> do
  Ok(Db.all(db, sql"SELECT id, name, slug FROM organizations ORDER BY name, id")?)
end

## The id of the organization of an id or a slug.
pub fn id_of(db :: Db, name :: String) -> Result<Option<String>, DbError> do
  Db.first(db, sql"SELECT id FROM organizations WHERE id = ${name} OR slug = ${name} ORDER BY id = ${name} DESC")
end
