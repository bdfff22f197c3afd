##! Taking back what was just done to issues.

from Storage.Activity import Author
import Storage.IssueChanges
import Storage.MergeUndo
import Storage.UndoTokens
import Streaming.Transport

# A statement that moves a million events takes its time.
fn patience() -> Int = 600000

## Takes back what was done, where nobody changed it since; the number of issues that are as they were.
pub fn undo(db :: Db, author :: Author, token :: String) -> Result<Int, DbError> do
  let count = IssueChanges.again(fn ->
    Db.transaction(Db.with_timeout(db, patience()), fn tx -> take_back(tx, author, token) end)
  end)?
  Transport.wake()
  Ok(count)
end

fn take_back(tx :: Db, author :: Author, token :: String) -> Result<Int, DbError> do
  case UndoTokens.take(tx, token)? do
    None -> Ok(0)
    Some(kept) when kept.action == "merged" ->
      MergeUndo.restore(tx, kept.project_id, author, kept.states)
    Some(kept) -> IssueChanges.restore(tx, kept.project_id, author, kept.states)
  end
end
