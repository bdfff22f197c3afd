##! Who belongs to which organization, as what.

from Storage.Clock import now

pub struct Member do
  id :: String
  user_id :: String
  email :: String
  display_name :: String
  role :: String
  joined_at :: Int
end deriving(Row, Debug)

## The role of a user in an organization, if there is one.
pub fn role_of(db :: Db, user_id :: String, org_id :: String) -> Result<Option<String>, DbError> do
  Db.first(db, sql"SELECT role FROM org_memberships WHERE user_id = ${user_id} AND org_id = ${org_id}")
end

## The roles that there are.
pub fn roles() -> List<String> = ["owner", "admin", "member"]

## Makes a user a member; gives the membership's id. `Constraint(Unique, _)` when the user is one already.
pub fn add(db :: Db, user_id :: String, org_id :: String, role :: String) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  Db.run(db, sql"""
    INSERT INTO org_memberships (id, user_id, org_id, role, joined_at) VALUES (${id}, ${user_id}, ${org_id}, ${role}, ${now()})
    """)?
  Ok(id)
end

## The members of an organization, oldest membership first.
pub fn of_org(db :: Db, org_id :: String) -> Result<List<Member>, DbError> do
  Db.all(db, sql"""
    SELECT m.id, m.user_id, u.email, u.display_name, m.role, m.joined_at
    FROM org_memberships m JOIN users u ON u.id = m.user_id WHERE m.org_id = ${org_id} ORDER BY m.joined_at, m.id
    """)
end
