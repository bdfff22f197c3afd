##! How many events each project sent in this window, which is the same for all projects.

## What a project may still do.
pub struct Quota do
  allowed :: Bool
  ## Whether this was the last token of the window.
  exhausted :: Bool
  ## Whole seconds until the next window.
  seconds_left :: Int
end deriving(Debug)

struct Window do
  limit :: Int
  seconds :: Int
  # When it began, in ms of the clock that only goes forward.
  began :: Int
  used :: Map<String, Int>
end

service RateLimiter do
  fn init(limit :: Int, seconds :: Int) -> Window do
    Process.register("rate_limiter", self())
    Window { limit: limit, seconds: seconds, began: Timer.now(), used: %{} }
  end

  ## Takes one token of the project: whether there was one. A limit of 0 means no limit.
  call CheckLimit(project_id :: String) :: Bool do |window|
    let (taken, quota) = take(window, project_id, window.limit)
    (taken, quota.allowed)
  end

  ## The same with the project's own limit, if it has one, and what is left.
  call Take(project_id :: String, own_limit :: Option<Int>) :: Quota do |window|
    take(window, project_id, Option.unwrap_or(own_limit, window.limit))
  end

  cast ResetWindow() do |window|
    %{window | began: Timer.now(), used: %{}}
  end
end

fn take(window :: Window, project_id :: String, limit :: Int) -> (Window, Quota) do
  let used = Map.get_or(window.used, project_id, 0)
  let left = window.seconds - (Timer.now() - window.began) / 1000
  let seconds_left = Math.max(1, Math.min(left, window.seconds))
  if limit > 0 and used >= limit do
    (window, Quota { allowed: false, exhausted: true, seconds_left: seconds_left })
  else
    let taken = %{window | used: Map.put(window.used, project_id, used + 1)}
    (taken, Quota { allowed: true, exhausted: limit > 0 and used + 1 == limit, seconds_left: seconds_left })
  end
end
