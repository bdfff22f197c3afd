##! How many items of a kind a project may send in a minute. Events have limits of their own; these only keep a flood from filling
##! the disk.

struct Window do
  # By project and category.
  taken :: Map<(String, String), Int>
  # On the clock that only goes forward, in ms.
  since :: Int
end

service ItemLimiter do
  fn init() -> Window do
    Process.register("item_limiter", self())
    Window { taken: %{}, since: Timer.now() }
  end

  ## Takes up to `wanted` of a category: how many are left to be taken.
  call Take(project_id :: String, category :: String, wanted :: Int) :: Int do |window|
    let current = if Timer.now() - window.since >= 60000 do
      Window { taken: %{}, since: Timer.now() }
    else
      window
    end
    let key = (project_id, category)
    let before = Map.get_or(current.taken, key, 0)
    let granted = Math.max(0, Math.min(wanted, most(category) - before))
    (%{current | taken: Map.put(current.taken, key, before + granted)}, granted)
  end
end

## How many of a category a project may send in a minute.
pub fn most(category :: String) -> Int do
  case category do
    "log_item" -> 60000
    "session" | "transaction" -> 30000
    "monitor" -> 10000
    "attachment" -> 1000
    _ -> 600
  end
end

## How many of those that are wanted may be taken.
pub fn granted(project_id :: String, category :: String, wanted :: Int) -> Int do
  let found :: Option<Pid<ItemLimiter>> = Process.named("item_limiter")
  case Option.map(found, fn pid ->
    ItemLimiter.try_take(pid, project_id, category, wanted, 1000)
  end) do
    Some(Ok(number)) -> number
    # While it restarts, nobody is kept out.
    _ -> wanted
  end
end
