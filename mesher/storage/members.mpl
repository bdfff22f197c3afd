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
  Db.first(
    db,
    sql"SELECT role FROM org_memberships WHERE user_id = ${user_id} AND org_id = ${org_id}"
  )
end

## The roles that there are.
pub fn roles() -> List<String> = ["owner", "admin", "member"]

## Makes a user a member; gives the membership's id. `Constraint(Unique, _)` when the user is one already.
pub fn add(
  db :: Db,
  user_id :: String,
  org_id :: String,
  role :: String
) -> Result<String, DbError> do
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

## What became of a change among the members.
pub type Change do
  ## It was done: the membership as it was before.
  Changed(Member)
  NoMember
  ## An organization has an owner, always.
  LastOwner
end

## Gives a member another role.
pub fn set_role(
  db :: Db,
  org_id :: String,
  id :: String,
  role :: String
) -> Result<Change, DbError> do
  change(db, org_id, id, role, fn tx, member ->
    Db.run(tx, sql"UPDATE org_memberships SET role = ${role} WHERE id = ${member.id}")
  end)
end

## Ends a membership. What was assigned to the user in the organization is nobody's then.
pub fn remove(db :: Db, org_id :: String, id :: String) -> Result<Change, DbError> do
  change(db, org_id, id, "", fn tx, member ->
    Db.run(tx, sql"""
      UPDATE issues SET assigned_to = NULL
      WHERE assigned_to = ${member.user_id} AND project_id IN (SELECT id FROM projects WHERE org_id = ${org_id})
      """)?
    Db.run(tx, sql"DELETE FROM org_memberships WHERE id = ${member.id}")
  end)
end

# A member by the id of the membership or of the user. Changes of one organization's members come one after the other: the first
# statement holds its row.
fn change(
  db :: Db,
  org_id :: String,
  id :: String,
  role :: String,
  work :: Fun(Db, Member) -> Result<Int, DbError>
) -> Result<Change, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"UPDATE organizations SET name = name WHERE id = ${org_id}")?
    let members = of_org(tx, org_id)?
    let owners = List.filter(members, fn member -> member.role == "owner" end)
    case List.find(members, fn member -> member.id == id or member.user_id == id end) do
      None -> Ok(NoMember)
      Some(member) when member.role == "owner" and role != "owner" and List.length(owners) == 1 ->
        Ok(LastOwner)
      Some(member) -> do
        work(tx, member)?
        Ok(Changed(member))
      end
    end
  end)
end

## The organizations of a user and what the user is there.
pub struct Membership do
  org_id :: String
  org_name :: String
  org_slug :: String
  role :: String
end deriving(Json, Row)

pub fn of_user(db :: Db, user_id :: String) -> Result<List<Membership>, DbError> do
  Db.all(db, sql"""
    SELECT o.id AS org_id, o.name AS org_name, o.slug AS org_slug, m.role
    FROM org_memberships m JOIN organizations o ON o.id = m.org_id WHERE m.user_id = ${user_id} ORDER BY o.name, o.id
    """)
end

## Whether a user has one of these roles anywhere.
pub fn has_role(db :: Db, user_id :: String, roles :: List<String>) -> Result<Bool, DbError> do
  let found :: Option<Int> = Db.first(db, sql"""
    SELECT 1 FROM org_memberships WHERE user_id = ${user_id} AND role IN ${roles} LIMIT 1
    """)?
  Ok(Option.is_some(found))
end

## Makes somebody the owner of the first organization, if nobody ever was the first user: whether that is so. Of many at once
## one is.
pub fn claim_ownership(db :: Db, user_id :: String) -> Result<Bool, DbError> do
  if is_claimed(db)? do
    Ok(false)
  else
    let claimed = Db.run(
      db,
      sql"INSERT INTO counters (name, value) VALUES ('owner', 1) ON CONFLICT (name) DO NOTHING"
    )?
    if claimed == 1 do
      let org :: String =
        Db.value(db, sql"SELECT id FROM organizations ORDER BY created_at, id LIMIT 1")?
      add(db, user_id, org, "owner")?
    end
    Ok(claimed == 1)
  end
end

## Whether there is or was a first user.
pub fn is_claimed(db :: Db) -> Result<Bool, DbError> do
  let found :: Option<Int> = Db.first(db, sql"SELECT 1 FROM counters WHERE name = 'owner'")?
  Ok(Option.is_some(found))
end
