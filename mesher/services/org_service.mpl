##! What is done for organizations when nobody waits for it: projects that were deleted go, with all their rows, and what has
##! expired.

import Storage.Deletion
import Storage.Sessions

type Work do
  Next
end

service OrgService do
  fn init(db :: Db) -> Db do
    Process.register("org_service", self())
    # What was not done when the program ended.
    send(self(), Next)
    db
  end

  ## There is a project to delete.
  cast ProjectDeleted() do |db|
    send(self(), Next)
    db
  end

  ## Forgets sessions, tokens and links that are over.
  cast Purge() do |db|
    case Sessions.purge(db) do
      Ok(count) when count > 0 -> Log.info("expired sessions were removed", json { count: count })
      Ok(_) -> ()
      Err(error) -> Log.error("expired sessions could not be removed", json { error: "${error}" })
    end
    db
  end

  # One portion at a time: others write between two of them.
  info Next() do |db|
    case deleted(db) do
      Ok(true) -> Timer.send_after(self(), 20, Next)
      Ok(false) -> ()
      Err(error) -> do
        Log.error("a project could not be deleted, which is tried again", json { error: "${error}" })
        Timer.send_after(self(), 60000, Next)
        ()
      end
    end
    db
  end
end

# Whether there is more to delete.
fn deleted(db :: Db) -> Result<Bool, DbError> do
  case Deletion.next(db)? do
    None -> Ok(false)
    Some(id) -> do
      if not Deletion.step(db, id)? do
        Log.info("a project is deleted with all its rows", json { project: id })
      end
      Ok(true)
    end
  end
end
