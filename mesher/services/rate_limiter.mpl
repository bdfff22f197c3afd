##! How many events each project, and each key, sent in this window, which is the same for all.

## What a project may still do.
pub struct Quota do
  allowed :: Bool
  ## Whether this was the last token of the window.
  exhausted :: Bool
  ## Whole seconds until the next window.
  seconds_left :: Int
  ## Whose limit it is: `project` or `key`.
  scope :: String
end deriving(Debug)

## A limit of somebody; 0 is none.
pub struct Limit do
  id :: String
  scope :: String
  most :: Int
end

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
    let (taken, quota) =
      take(window, [Limit { id: project_id, scope: "project", most: window.limit }], 1)
    (taken, quota.allowed)
  end

  ## Takes so many tokens of a project with its own limit, if it has one, and of a key, or none at all: what is left.
  call Take(
    project_id :: String,
    own_limit :: Option<Int>,
    key :: Option<(String, Int)>,
    tokens :: Int
  ) :: Quota do |window|
    let of_project = Limit {
      id: project_id,
      scope: "project",
      most: Option.unwrap_or(own_limit, window.limit)
    }
    let of_key = case key do
      Some((id, most)) -> [Limit { id: id, scope: "key", most: most }]
      None -> []
    end
    take(window, [of_project] ++ of_key, tokens)
  end

  cast ResetWindow() do |window|
    %{window | began: Timer.now(), used: %{}}
  end
end

fn used(window :: Window, limit :: Limit) -> Int = Map.get_or(window.used, limit.id, 0)

fn take(window :: Window, limits :: List<Limit>, tokens :: Int) -> (Window, Quota) do
  let left = window.seconds - (Timer.now() - window.began) / 1000
  let seconds_left = Math.max(1, Math.min(left, window.seconds))
  # Not the sum of both, which may be too large for a number.
  let exhausts = fn limit -> limit.most > 0 and used(window, limit) > limit.most - tokens end
  case List.find(limits, exhausts) do
    Some(limit) ->
      (window, Quota {
        allowed: false,
        exhausted: true,
        seconds_left: seconds_left,
        scope: limit.scope
      })
    None -> do
      let last = List.find(limits, fn limit ->
        limit.most > 0 and used(window, limit) + tokens == limit.most
      end)
      let scope = Option.unwrap_or(Option.map(last, fn limit -> limit.scope end), "project")
      let quota = Quota {
        allowed: true,
        exhausted: Option.is_some(last),
        seconds_left: seconds_left,
        scope: scope
      }
      let counted = List.reduce(limits, window.used, fn all, limit ->
        Map.update(all, limit.id, 0, fn used -> used + tokens end)
      end)
      (%{window | used: counted}, quota)
    end
  end
end
