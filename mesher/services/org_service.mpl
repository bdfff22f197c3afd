##! What is done for organizations when nobody waits for it: projects that were deleted go, with all their rows, and what has
##! expired.

import Storage.Deletion
import Storage.Sessions

type Work do
  # Somebody says that there is something to do.
  Look
  # The time that was waited for is over.
  Wake
end

struct Cleaner do
  db :: Db
  # When the next `Wake` is to come, on the clock that only goes forward.
  wake_at :: Option<Int>
end

service OrgService do
  fn init(db :: Db) -> Cleaner do
    Process.register("org_service", self())
    # What was not done when the program ended.
    send(self(), Look)
    Cleaner { db: db, wake_at: None }
  end

  ## There is a project to delete.
  cast ProjectDeleted() do |cleaner|
    look(cleaner)
  end

  ## Forgets sessions, tokens and links that are over.
  cast Purge() do |cleaner|
    case Sessions.purge(cleaner.db) do
      Ok(count) when count > 0 -> Log.info("expired sessions were removed", json { count: count })
      Ok(_) -> ()
      Err(error) -> Log.error("expired sessions could not be removed", json { error: "${error}" })
    end
    cleaner
  end

  info Look() do |cleaner|
    look(cleaner)
  end

  # One portion at a time: others write between two of them.
  info Wake() do |cleaner|
    let is_over = Option.unwrap_or(cleaner.wake_at, 0) <= Timer.now()
    look(if is_over do %{cleaner | wake_at: None} else cleaner end)
  end
end

# Does what there is to do, and says when to look again.
fn look(cleaner :: Cleaner) -> Cleaner do
  case deleted(cleaner.db) do
    Ok(None) -> cleaner
    Ok(Some(millis)) -> after_a_while(cleaner, millis)
    Err(error) -> do
      Log.error("a project could not be deleted, which is tried again", json { error: "${error}" })
      after_a_while(cleaner, 60000)
    end
  end
end

# Unless it looks sooner anyway.
fn after_a_while(cleaner :: Cleaner, millis :: Int) -> Cleaner do
  let at = Timer.now() + millis
  if Option.unwrap_or(Option.map(cleaner.wake_at, fn planned -> planned <= at end), false) do
    cleaner
  else
    Timer.send_after(self(), millis, Wake)
    %{cleaner | wake_at: Some(at)}
  end
end

# Milliseconds until there is more to delete, if there is.
fn deleted(db :: Db) -> Result<Option<Int>, DbError> do
  case Deletion.next(db)? do
    None -> Ok(None)
    Some((_, wait)) when wait > 0 -> Ok(Some(wait / 1000 + 1))
    Some((id, _)) -> do
      if not Deletion.step(db, id)? do
        Log.info("a project is deleted with all its rows", json { project: id })
      end
      Ok(Some(20))
    end
  end
end
