##! Who tried to sign in and failed, so that nobody guesses for long.

# Attempts of an address that failed in this minute.
struct Attempts do
  began :: Int
  failed :: Map<String, Int>
end

# So many failures of an address in a minute, of so many addresses.
fn allowed() -> Int = 10

fn addresses() -> Int = 10000

service UserService do
  fn init() -> Attempts do
    Process.register("user_service", self())
    Attempts { began: Timer.now(), failed: %{} }
  end

  ## Counts an attempt of an address as failed, until `Succeeded` says otherwise; whether it may be made at all. Counted before
  ## the password is looked at, so that many attempts at once are no way around.
  call Attempt(address :: String) :: Bool do |attempts|
    let current = this_minute(attempts)
    let failed = Map.get_or(current.failed, address, 0)
    if failed >= allowed() or failed == 0 and Map.size(current.failed) >= addresses() do
      (current, false)
    else
      (%{current | failed: Map.put(current.failed, address, failed + 1)}, true)
    end
  end

  ## The attempt was none that failed.
  cast Succeeded(address :: String) do |attempts|
    let one_less = fn count ->
      Option.filter(Option.map(count, fn n -> n - 1 end), fn n -> n > 0 end)
    end
    %{attempts | failed: Map.change(attempts.failed, address, one_less)}
  end
end

fn this_minute(attempts :: Attempts) -> Attempts do
  let now = Timer.now()
  if now - attempts.began >= 60000 do Attempts { began: now, failed: %{} } else attempts end
end
