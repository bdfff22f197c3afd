##! How many events each project sent in this window.

struct Counts do
  limit :: Int
  used :: Map<String, Int>
end

service RateLimiter do
  fn init(limit :: Int) -> Counts = Counts { limit: limit, used: %{} }

  ## Takes one token of the project; false when there is none. A limit of 0 means no limit.
  call CheckLimit(project_id :: String) :: Bool do |counts|
    let used = Map.get_or(counts.used, project_id, 0)
    if counts.limit > 0 and used >= counts.limit do
      (counts, false)
    else
      (%{counts | used: Map.put(counts.used, project_id, used + 1)}, true)
    end
  end

  cast ResetWindow() do |counts|
    %{counts | used: %{}}
  end
end
