##! Whose a key is. Each request asks, so that is remembered for a moment; who asks for a key that nobody remembers looks it up
##! himself, so that a slow database delays nobody whose key is known.

from Storage.Projects import Project
import Storage.Projects

struct KnownKey do
  project :: Option<Project>
  # On the clock that only goes forward, in ms.
  at :: Int
end

struct Keys do
  db :: Db
  known :: Map<String, KnownKey>
  # Counts how often all was forgotten: what was looked up before counts no more.
  epoch :: Int
end

## What is known of a key.
pub type Lookup do
  Known(Option<Project>)
  ## Nothing: it has to be looked up.
  Unknown(db :: Db, epoch :: Int)
end

fn remembered_ms() -> Int = 5000

# Keys that nobody has are remembered, too.
fn most() -> Int = 10000

service ProjectService do
  fn init(db :: Db) -> Keys do
    Process.register("project_service", self())
    Keys { db: db, known: %{}, epoch: 0 }
  end

  ## What is remembered of a key.
  call Recall(key :: String) :: Lookup do |keys|
    case Map.fetch(keys.known, key) do
      Some(known) when Timer.now() - known.at < remembered_ms() -> (keys, Known(known.project))
      _ -> (keys, Unknown(keys.db, keys.epoch))
    end
  end

  cast Remember(key :: String, project :: Option<Project>, epoch :: Int) do |keys|
    if epoch != keys.epoch do
      keys
    else
      let known = if Map.size(keys.known) >= most() do %{} else keys.known end
      %{keys | known: Map.put(known, key, KnownKey { project: project, at: Timer.now() })}
    end
  end

  ## Something about keys or projects has changed.
  cast Forget() do |keys|
    %{keys | known: %{}, epoch: keys.epoch + 1}
  end
end

## The project of a key; `None` for one that nobody has.
pub fn project_of(keys :: Pid<ProjectService>, key :: String) -> Result<Option<Project>, String> do
  case ProjectService.recall(keys, key) do
    Known(project) -> Ok(project)
    Unknown(db, epoch) -> do
      let project = Projects.by_key(db, key)?
      ProjectService.remember(keys, key, project, epoch)
      Ok(project)
    end
  end
end
