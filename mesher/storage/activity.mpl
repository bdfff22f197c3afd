##! The history of issues: who did what when, and comments.

from Storage.Clock import now, shown

## Who does something: the id of a user, "" for nobody, and a name.
pub struct Author do
  user_id :: String
  name :: String
end deriving(Debug)

## What happens by itself.
pub fn mesher() -> Author = Author { user_id: "", name: "Mesher" }

pub struct Activity do
  id :: String
  ## `resolved`, `archived`, `assigned`, `comment`, ...
  action :: String
  user_id :: String
  user_name :: String
  ## What the issue was, and is.
  before :: Json
  after :: Json
  comment :: String
  created_at :: String
  edited_at :: Option<String>
end

struct ActivityRow do
  id :: String
  action :: String
  user_id :: String
  user_name :: String
  before_state :: Json
  after_state :: Json
  comment :: String
  created_at :: Int
  edited_at :: Option<Int>
end deriving(Row)

## A line of a history that is to be written.
pub struct Note do
  project_id :: String
  issue_id :: String
  action :: String
  before :: Json
  after :: Json
  comment :: String
end

## Writes lines of histories, in the transaction that did what they tell of.
pub fn add(tx :: Db, author :: Author, notes :: List<Note>) -> Result<(), DbError> do
  Db.run_many(tx, lines(author, notes))?
  Ok(())
end

## What writes them.
pub fn lines(author :: Author, notes :: List<Note>) -> List<Sql> do
  let time = now()
  List.map(notes, fn note -> insert(Crypto.uuid7(), author, note, time) end)
end

fn insert(id :: String, author :: Author, note :: Note, time :: Int) -> Sql do
  sql"""
    INSERT INTO issue_activity (id, project_id, issue_id, user_id, user_name, action, before_state, after_state, comment,
      created_at)
    VALUES (${id}, ${note.project_id}, ${note.issue_id}, ${author.user_id}, ${author.name}, ${note.action},
      ${Json.encode(note.before)},
      ${Json.encode(note.after)}, ${note.comment}, ${time})
    """
end

## A page of the history of an issue, newest first, and where the next one begins.
pub fn of_issue(
  db :: Db,
  issue_id :: String,
  beyond :: Option<(Int, String)>,
  limit :: Int
) -> Result<(List<Activity>, Option<(Int, String)>), DbError> do
  let behind = Option.map_or(beyond, Sql.empty(), fn((time, id)) ->
    sql"AND (created_at, id) < (${time}, ${id})"
  end)
  let rows :: List<ActivityRow> = Db.all(db, sql"""
    SELECT id, action, user_id, user_name, before_state, after_state, comment, created_at, edited_at FROM issue_activity
    WHERE issue_id = ${issue_id} ${behind} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}
    """)?
  let taken = List.take(rows, limit)
  let next = if List.length(rows) > limit do
    Option.map(List.final(taken), fn row -> (row.created_at, row.id) end)
  else
    None
  end
  Ok((List.map(taken, activity_of), next))
end

fn activity_of(row :: ActivityRow) -> Activity do
  Activity {
    id: row.id,
    action: row.action,
    user_id: row.user_id,
    user_name: row.user_name,
    before: row.before_state,
    after: row.after_state,
    comment: row.comment,
    created_at: shown(row.created_at),
    edited_at: Option.map(row.edited_at, shown)
  }
end

# ---- comments ---------------------------------------------------------------------------------------------------

## Adds a comment; gives its id.
pub fn comment(
  db :: Db,
  author :: Author,
  project_id :: String,
  issue_id :: String,
  text :: String
) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  let note = Note {
    project_id: project_id,
    issue_id: issue_id,
    action: "comment",
    before: JsonNull,
    after: JsonNull,
    comment: text
  }
  Db.run(db, insert(id, author, note, now()))?
  Ok(id)
end

## Changes a comment of that author; the number of comments that changed.
pub fn edit(
  db :: Db,
  author :: Author,
  issue_id :: String,
  id :: String,
  text :: String
) -> Result<Int, DbError> do
  Db.run(db, sql"""
    UPDATE issue_activity SET comment = ${text}, edited_at = ${now()}
    WHERE id = ${id} AND issue_id = ${issue_id} AND action = 'comment' AND user_id = ${author.user_id}
    """)
end

## Takes a comment of that author away; the number of comments that went.
pub fn delete(
  db :: Db,
  author :: Author,
  issue_id :: String,
  id :: String
) -> Result<Int, DbError> do
  Db.run(db, sql"""
    DELETE FROM issue_activity WHERE id = ${id} AND issue_id = ${issue_id} AND action = 'comment' AND user_id = ${author.user_id}
    """)
end
