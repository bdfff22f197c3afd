##! What was done, by whom, when and from where.

from Storage.Clock import now

## An entry to be.
pub struct Deed do
  org_id :: Option<String>
  project_id :: Option<String>
  user_id :: Option<String>
  ## How the one who did it is called.
  actor :: String
  ## As `project.create`.
  action :: String
  ## The id of what it was done to.
  target :: String
  ## A JSON object: what it is called, what was changed.
  details :: Json
  address :: String
end

## An entry as it stands.
pub struct Entry do
  id :: String
  project_id :: Option<String>
  user_id :: Option<String>
  actor :: String
  action :: String
  target :: String
  details :: String
  address :: String
  at :: Int
end deriving(Row)

pub fn record(db :: Db, deed :: Deed) -> Result<Int, DbError> do
  Db.run(db, sql"""
    INSERT INTO audit_log (id, org_id, project_id, user_id, actor, action, target, details, address, at)
    VALUES (${Crypto.uuid7()}, ${deed.org_id}, ${deed.project_id}, ${deed.user_id}, ${deed.actor}, ${deed.action}, ${deed.target},
      ${Json.encode(deed.details)}, ${deed.address}, ${now()})
    """)
end

## The entries of an organization and of its members' accounts before one of them, if one is given, newest first.
pub fn of_org(
  db :: Db,
  org_id :: String,
  before :: Option<String>,
  limit :: Int
) -> Result<List<Entry>, DbError> do
  let older = case before do
    Some(id) -> sql"AND id < ${id}"
    None -> Sql.empty()
  end
  # Ids grow with time.
  Db.all(db, sql"""
    SELECT id, project_id, user_id, actor, action, target, details, address, at FROM audit_log
    WHERE (org_id = ${org_id} OR org_id IS NULL AND user_id IN (SELECT user_id FROM org_memberships WHERE org_id = ${org_id}))
      ${older} ORDER BY id DESC LIMIT ${limit}
    """)
end
