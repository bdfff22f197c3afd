##! What source maps made of the grouping of stacks, remembered for a while: the same stack comes again and again.

## How an event is grouped when its frames are where they were written.
pub struct Mapped do
  fingerprint :: String
  rule :: String
  culprit :: String
end deriving(Debug)

## What is known of a stack.
pub type Memory do
  ## The project has no source maps.
  NoMaps
  ## `None` when no map has its places.
  Remembered(Option<Mapped>)
  ## It has to be looked up, also whether the project has maps at all.
  Unknown(db :: Db, has_maps :: Bool)
end

struct Known do
  db :: Db
  # Whether projects have maps, and when that was looked up, in ms.
  projects :: Map<String, (Bool, Int)>
  stacks :: Map<String, (Option<Mapped>, Int)>
end

# Maps may be delivered at any time.
fn remembered_ms() -> Int = 10000

# A fingerprint may have 4,000 bytes.
fn most() -> Int = 2000

service MapMemory do
  fn init(db :: Db) -> Known do
    Process.register("map_memory", self())
    Known { db: db, projects: %{}, stacks: %{} }
  end

  ## Whether a project has maps: `None` when it has to be looked up.
  call About(project_id :: String) :: Memory do |known|
    (
      known,
      case fresh(known.projects, project_id) do
        Some(false) -> NoMaps
        found -> Unknown(known.db, found == Some(true))
      end
    )
  end

  cast NoteProject(project_id :: String, has_maps :: Bool) do |known|
    let projects = if Map.size(known.projects) >= most() do %{} else known.projects end
    %{known | projects: Map.put(projects, project_id, (has_maps, Timer.now()))}
  end

  ## What is known of a stack.
  call Recall(stack :: String) :: Memory do |known|
    (
      known,
      case fresh(known.stacks, stack) do
        Some(mapped) -> Remembered(mapped)
        None -> Unknown(known.db, true)
      end
    )
  end

  cast Remember(stack :: String, mapped :: Option<Mapped>) do |known|
    let stacks = if Map.size(known.stacks) >= most() do %{} else known.stacks end
    %{known | stacks: Map.put(stacks, stack, (mapped, Timer.now()))}
  end
end

fn fresh<T>(known :: Map<String, (T, Int)>, key :: String) -> Option<T> do
  Option.map(
    Option.filter(Map.fetch(known, key), fn((_, at)) -> Timer.now() - at < remembered_ms() end),
    fn((value, _)) -> value end
  )
end
