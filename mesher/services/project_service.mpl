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

  call CreateProject(org_id :: String, name :: String, platform :: String) :: Result<String, DbError> do |keys|
    (keys, Projects.create(keys.db, org_id, name, "", platform))
  end

  ## The project of an id, a slug or a number.
  call GetProject(name :: String) :: Result<Option<Project>, DbError> do |keys|
    (keys, Projects.find(keys.db, name))
  end

  call ListProjectsByOrg(org_id :: String) :: Result<List<Project>, String> do |keys|
    (keys, Projects.of_org(keys.db, org_id))
  end

  ## A new key: its text.
  call CreateApiKey(project_id :: String, label :: String) :: Result<String, DbError> do |keys|
    (keys, Projects.create_key(keys.db, project_id, label, ""))
  end

  call GetProjectByApiKey(key :: String) :: Result<Option<Project>, String> do |keys|
    let now = Timer.now()
    case Map.fetch(keys.known, key) do
      Some(known) when now - known.at < remembered_ms() -> (keys, Ok(Some(known.project)))
      _ -> look_up(keys, key, now)
    end
  end

  ## Ends a key: the number of keys that ended.
  call RevokeApiKey(key_id :: String) :: Result<Int, String> do |keys|
    (%{keys | known: %{}}, Projects.revoke_key(keys.db, key_id))
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
