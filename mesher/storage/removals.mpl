##! What is done in the background about issues that are gone: events of deleted ones are deleted, those of merged ones follow, in
##! batches, so that nobody waits for long. What a process leaves undone at its end another one does, or the same at its next
##! start.

from Storage.Clock import now
import Storage.Attachments
import Storage.Issues
import Storage.UndoTokens

fn batch() -> Int = 500

struct Gone do
  id :: String
  project_id :: String
  merged_into :: Option<String>
end deriving(Row)

## Notes what searches look for of so many issues of older versions, which did not; how many there were.
pub fn fold(db :: Db, most :: Int) -> Result<Int, DbError> do
  let rows :: List<(String, String, String, String, String)> = Db.all(db, sql"""
    SELECT id, title, culprit, exception_type, exception_value FROM issues WHERE search_text = '' LIMIT ${most}
    """)?
  Db.run_many(db, rows, fn((id, title, culprit, kind, value)) ->
    sql"UPDATE issues SET search_text = ${Issues.searchable([title, culprit, kind, value])} WHERE id = ${id} AND search_text = ''"
  end)?
  Ok(List.length(rows))
end

## Works on issues that are gone for good, so many batches at most; how many of them are done with.
pub fn run(db :: Db, batches :: Int) -> Result<Int, DbError> do
  # What was done can be taken back for a while: only the events of merged ones follow at once.
  let gone :: List<Gone> = Db.all(db, sql"""
    SELECT id, project_id, merged_into FROM issues
    WHERE deleted_at IS NOT NULL AND (deleted_at < ${over()}
      OR (merged_into IS NOT NULL AND EXISTS (SELECT 1 FROM events e WHERE e.issue_id = issues.id))) LIMIT 20
    """)?
  let done = List.try_map(gone, fn issue -> work(db, issue, batches) end)?
  Ok(List.count(done, fn one -> one end))
end

# What was done before can no more be taken back.
fn over() -> Int = now() - 2 * UndoTokens.time()

## Works on one of them at once, if it was merged.
pub fn work_on(db :: Db, id :: String, batches :: Int) -> Result<(), DbError> do
  let found :: Option<Gone> = Db.first(db, sql"""
    SELECT id, project_id, merged_into FROM issues WHERE id = ${id} AND merged_into IS NOT NULL
    """)?
  case found do
    None -> Ok(())
    Some(issue) -> Result.map(work(db, issue, batches), fn _ -> () end)
  end
end

# Whether nothing is left of it.
fn work(db :: Db, issue :: Gone, batches :: Int) -> Result<Bool, DbError> do
  if batches == 0 do
    Ok(false)
  else
    let moved = Db.transaction(db, fn tx ->
      case issue.merged_into do
        Some(target) -> move_some(tx, issue.id, target)
        None -> delete_some(tx, issue)
      end
    end)?
    if moved > 0 do
      work(db, issue, batches - 1)
    else
      # What refers to it goes with it.
      Db.run(db, sql"DELETE FROM issues WHERE id = ${issue.id} AND deleted_at < ${over()}")?
      Ok(true)
    end
  end
end

# Unless somebody took the merging back.
fn move_some(tx :: Db, id :: String, target :: String) -> Result<Int, DbError> do
  Issues.lock(tx, [id])?
  Db.run(tx, sql"""
    UPDATE events SET issue_id = ${target} WHERE issue_id = ${id} AND id IN (${some(id)})
      AND EXISTS (SELECT 1 FROM issues WHERE id = ${id} AND merged_into = ${target})
    """)
end

fn some(issue_id :: String) -> Sql =
  sql"SELECT id FROM events WHERE issue_id = ${issue_id} LIMIT ${batch()}"

fn delete_some(tx :: Db, issue :: Gone) -> Result<Int, DbError> do
  let ids :: List<String> = Db.all(tx, sql"""
    DELETE FROM events WHERE issue_id = ${issue.id} AND id IN (${some(issue.id)}) RETURNING event_id
    """)?
  Db.run(
    tx,
    sql"DELETE FROM event_ids WHERE project_id = ${issue.project_id} AND event_id IN ${ids}"
  )?
  Attachments.remove_of_events(tx, issue.project_id, ids)?
  Ok(List.length(ids))
end
