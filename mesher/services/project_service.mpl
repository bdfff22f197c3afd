##! Projects and keys. Each request asks whose key it carries, so keys are remembered for a moment.

from Storage.Projects import Project
import Storage.Projects

struct KnownKey do
  project :: Project
  # On the clock that only goes forward, in ms.
  at :: Int
end

struct Keys do
  db :: Db
  known :: Map<String, KnownKey>
end

fn remembered_ms() -> Int = 5000

service ProjectService do
  fn init(db :: Db) -> Keys do
    Process.register("project_service", self())
    Keys { db: db, known: %{} }
  end

  call GetProjectByApiKey(key :: String) :: Result<Option<Project>, String> do |keys|
    let now = Timer.now()
    case Map.fetch(keys.known, key) do
      Some(known) when now - known.at < remembered_ms() -> (keys, Ok(Some(known.project)))
      _ -> look_up(keys, key, now)
    end
  end

  ## Something about keys or projects has changed.
  cast Forget() do |keys|
    %{keys | known: %{}}
  end
end

fn look_up(keys :: Keys, key :: String, now :: Int) -> (Keys, Result<Option<Project>, String>) do
  case Projects.by_key(keys.db, key) do
    Ok(Some(project)) -> do
      let known = Map.put(keys.known, key, KnownKey { project: project, at: now })
      (%{keys | known: known}, Ok(Some(project)))
    end
    other -> (%{keys | known: Map.delete(keys.known, key)}, other)
  end
end
