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
  Db.run(
    db,
    sql"INSERT INTO organizations (id, name, slug, created_at) VALUES (${id}, ${name}, ${slug}, ${now()})"
  )?
  Ok(id)
end

pub fn find(db :: Db, id :: String) -> Result<Option<Organization>, DbError> do
  Db.first(db, sql"SELECT id, name, slug FROM organizations WHERE id = ${id}")
end

## The organizations of a user, or all of them, by name.
pub fn visible_to(db :: Db, user_id :: Option<String>) -> Result<List<Organization>, DbError> do
  let mine = case user_id do
    Some(id) -> sql"WHERE id IN (SELECT org_id FROM org_memberships WHERE user_id = ${id})"
    None -> Sql.empty()
  end
  Db.all(db, sql"SELECT id, name, slug FROM organizations ${mine} ORDER BY lower(name), id")
end

## Gives an organization another name and slug. `Constraint(Unique, _)` when another one has the slug.
pub fn change(db :: Db, id :: String, name :: String, slug :: String) -> Result<Int, DbError> do
  Db.run(db, sql"UPDATE organizations SET name = ${name}, slug = ${slug} WHERE id = ${id}")
end

## Why an organization stays, or that it does not.
pub type End do
  Ended
  ## It has projects, or such whose rows still go.
  HasProjects
  ## There is no other.
  IsLast
end

## Ends an organization without projects, with its memberships, invitations and what it had of releases. Of two at once one
## waits for the other.
pub fn delete(db :: Db, id :: String) -> Result<End, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"UPDATE organizations SET name = name")?
    let others :: Int = Db.value(tx, sql"SELECT count(*) FROM organizations WHERE id <> ${id}")?
    let projects :: Int = Db.value(tx, sql"SELECT count(*) FROM projects WHERE org_id = ${id}")?
    if projects > 0 do
      Ok(HasProjects)
    else if others == 0 do
      Ok(IsLast)
    else
      Db.run(tx, sql"DELETE FROM organizations WHERE id = ${id}")?
      Ok(Ended)
    end
  end)
end

## The id of the organization of an id or a slug.
pub fn id_of(db :: Db, name :: String) -> Result<Option<String>, DbError> do
  Db.first(
    db,
    sql"SELECT id FROM organizations WHERE id = ${name} OR slug = ${name} ORDER BY id = ${name} DESC"
  )
end
