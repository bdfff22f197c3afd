##! Files that came with events, in parts of bounded size: neither keeping nor sending one needs it in memory twice.

from Storage.Clock import now

## A row.
pub struct Attachment do
  id :: String
  project_id :: String
  event_id :: String
  name :: String
  content_type :: String
  kind :: String
  size :: Int
  received_at :: Int
end deriving(Row, Debug)

struct Oldest do
  id :: String
  size :: Int
end deriving(Row)

fn part_bytes() -> Int = 262144

# Parts that are written in one transaction: others write between them.
fn parts_at_once() -> Int = 4

fn event_most() -> Int = 20

fn columns() -> Sql = sql"id, project_id, event_id, name, content_type, kind, size, received_at"

## A file that came for an event.
pub struct NewFile do
  ## As its client gave it.
  event_id :: String
  ## Where it stood in what the client sent.
  place :: Int
  name :: String
  content_type :: String
  kind :: String
  content :: Bytes
end deriving()

## What became of a file that came.
pub type Put do
  Kept
  ## It was there already, whole: a client sends again what it got no answer for.
  There
  ## The event has as many as it may.
  Full
end deriving(Eq, Debug)

## Keeps a file of an event, once however often it comes. When the project's files take more than `quota` bytes, the oldest go.
pub fn put(db :: Db, project_id :: String, file :: NewFile, quota :: Int) -> Result<Put, DbError> do
  let id = id_of(project_id, file)
  let others :: Int = Db.value(db, sql"""
    SELECT count(*) FROM attachments WHERE project_id = ${project_id} AND event_id = ${file.event_id} AND id <> ${id}
    """)?
  let is_there :: Option<Bool> =
    Db.first(db, sql"SELECT complete FROM attachments WHERE id = ${id}")?
  case is_there do
    Some(true) -> Ok(There)
    None when others >= event_most() -> Ok(Full)
    _ -> do
      write(db, project_id, id, file)?
      let is_new = Db.transaction(db, fn tx ->
        completed(tx, project_id, id, Bytes.length(file.content), quota)
      end)?
      Ok(if is_new do Kept else There end)
    end
  end
end

# The same for the same file at the same place of an event.
fn id_of(project_id :: String, file :: NewFile) -> String do
  let digest = Bytes.to_hex(Crypto.sha256_bytes(file.content))
  let whole = Json.encode([
    project_id,
    file.event_id,
    "${file.place}",
    file.kind,
    file.content_type,
    file.name,
    digest
  ])
  let hash = Crypto.sha256(whole)
  let cut = fn from, to -> String.slice(hash, from, to) end
  # A UUID of one's own making.
  "${cut(0, 8)}-${cut(8, 12)}-8${cut(13, 16)}-8${cut(17, 20)}-${cut(20, 32)}"
end

# Without `complete` nobody sees it; what a crash leaves is gone on with when it is sent again, or removed with its age.
fn write(db :: Db, project_id :: String, id :: String, file :: NewFile) -> Result<(), DbError> do
  let size = Bytes.length(file.content)
  Db.run(db, sql"""
    INSERT INTO attachments (id, project_id, event_id, name, content_type, kind, size, received_at, complete)
    VALUES (${id}, ${project_id}, ${file.event_id}, ${file.name}, ${file.content_type}, ${file.kind}, ${size}, ${now()}, FALSE)
    ON CONFLICT (id) DO NOTHING
    """)?
  let parts = List.enumerate(Bytes.chunks(file.content, part_bytes()))
  List.try_each(List.chunks(parts, parts_at_once()), fn group ->
    Db.run_many(db, group, fn((number, part)) -> sql"""
        INSERT INTO attachment_parts (attachment_id, number, content) VALUES (${id}, ${number}, ${part})
        ON CONFLICT (attachment_id, number) DO NOTHING
        """ end)?
    Ok(())
  end)
end

# Whether it was not whole before.
fn completed(
  tx :: Db,
  project_id :: String,
  id :: String,
  size :: Int,
  quota :: Int
) -> Result<Bool, DbError> do
  let count =
    Db.run(tx, sql"UPDATE attachments SET complete = TRUE WHERE id = ${id} AND complete = FALSE")?
  if count == 1 do
    counted(tx, project_id, id, size, quota)?
  end
  Ok(count == 1)
end

fn counted(
  tx :: Db,
  project_id :: String,
  id :: String,
  size :: Int,
  quota :: Int
) -> Result<(), DbError> do
  let taken :: Option<Int> = Db.first(tx, sql"""
    INSERT INTO item_settings (project_id, attachment_bytes, transaction_rate) VALUES (${project_id}, ${size}, 0.0)
    ON CONFLICT (project_id) DO UPDATE SET attachment_bytes = item_settings.attachment_bytes + excluded.attachment_bytes
    RETURNING attachment_bytes
    """)?
  make_room(tx, project_id, id, Option.unwrap_or(taken, 0) - quota)
end

fn make_room(
  tx :: Db,
  project_id :: String,
  keep :: String,
  excess :: Int
) -> Result<(), DbError> do
  if excess <= 0 do
    Ok(())
  else
    let oldest :: Option<Oldest> = Db.first(tx, sql"""
      SELECT id, size FROM attachments WHERE project_id = ${project_id} AND id <> ${keep} AND complete = TRUE
      ORDER BY received_at, id LIMIT 1
      """)?
    case oldest do
      None -> Ok(())
      Some(one) -> do
        remove(tx, project_id, one.id)?
        make_room(tx, project_id, keep, excess - one.size)
      end
    end
  end
end

## Removes a file: the number that went.
pub fn remove(tx :: Db, project_id :: String, id :: String) -> Result<Int, DbError> =
  gone(tx, project_id, sql"id = ${id}")

## Removes the files of events that go, by the ids that their clients gave them: the number that went.
pub fn remove_of_events(
  tx :: Db,
  project_id :: String,
  event_ids :: List<String>
) -> Result<Int, DbError> do
  gone(tx, project_id, sql"event_id IN ${event_ids}")
end

fn gone(tx :: Db, project_id :: String, which :: Sql) -> Result<Int, DbError> do
  let sizes :: List<Int> = Db.all(tx, sql"""
    DELETE FROM attachments WHERE project_id = ${project_id} AND ${which} RETURNING CASE WHEN complete = TRUE THEN size ELSE 0 END
    """)?
  let bytes = List.sum(sizes)
  if bytes > 0 do
    Db.run(tx, sql"""
      UPDATE item_settings
      SET attachment_bytes = CASE WHEN attachment_bytes > ${bytes} THEN attachment_bytes - ${bytes} ELSE 0 END
      WHERE project_id = ${project_id}
      """)?
    ()
  end
  Ok(List.length(sizes))
end

pub fn find(db :: Db, id :: String) -> Result<Option<Attachment>, DbError> do
  Db.first(db, sql"SELECT ${columns()} FROM attachments WHERE id = ${id} AND complete = TRUE")
end

## Those of an event, in the order in which they came.
pub fn of_event(
  db :: Db,
  project_id :: String,
  event_id :: String
) -> Result<List<Attachment>, DbError> do
  Db.all(db, sql"""
    SELECT ${columns()} FROM attachments
    WHERE project_id = ${project_id} AND event_id = ${event_id} AND complete = TRUE
    ORDER BY received_at, id
    """)
end

## One page of a project's, newest first: one more than `limit` when there are more.
pub fn page(
  db :: Db,
  project_id :: String,
  beyond :: Option<(Int, String)>,
  limit :: Int
) -> Result<List<Attachment>, DbError> do
  let further = Option.map_or(beyond, Sql.empty(), fn((at, id)) ->
    sql"AND (received_at, id) < (${at}, ${id})"
  end)
  Db.all(db, sql"""
    SELECT ${columns()} FROM attachments WHERE project_id = ${project_id} AND complete = TRUE ${further}
    ORDER BY received_at DESC, id DESC LIMIT ${limit + 1}
    """)
end

## A part of a file; `None` behind the last one.
pub fn part(db :: Db, id :: String, number :: Int) -> Result<Option<Bytes>, DbError> do
  Db.first(
    db,
    sql"SELECT content FROM attachment_parts WHERE attachment_id = ${id} AND number = ${number}"
  )
end

## What all files of a project take.
pub fn bytes(db :: Db, project_id :: String) -> Result<Int, DbError> do
  Result.map(
    Db.first(db, sql"SELECT attachment_bytes FROM item_settings WHERE project_id = ${project_id}"),
    fn known -> Option.unwrap_or(known, 0) end
  )
end

## Removes files that came before: how many, at most `most`.
pub fn purge(db :: Db, project_id :: String, before :: Int, most :: Int) -> Result<Int, DbError> do
  let old :: List<String> = Db.all(db, sql"""
    SELECT id FROM attachments WHERE project_id = ${project_id} AND received_at < ${before} ORDER BY received_at, id LIMIT ${most}
    """)?
  let gone =
    List.try_map(old, fn id -> Db.transaction(db, fn tx -> remove(tx, project_id, id) end) end)?
  Ok(List.sum(gone))
end
