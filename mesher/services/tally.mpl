##! Counts what was not kept, or in part. Counting waits for nobody; the counts are written together once a second, but for what
##! clients say that they dropped. The log has one line for each kind and minute, however many there were.

from Storage.Outcomes import Count
import Figures
import Storage.Outcomes

struct Tallied do
  db :: Db
  # By project, category, outcome and reason, since the last time they were written.
  waiting :: Map<(String, String, String, String), Int>
  # The same without the project, since the last lines of the log.
  told :: Map<(String, String, String), Int>
  # On the clock that only goes forward, in ms.
  told_at :: Int
  # Whether the last counts could not be written.
  fails :: Bool
end

service Tally do
  fn init(db :: Db) -> Tallied do
    Process.register("tally", self())
    Timer.send_every(self(), 1000, Write(1))
    Tallied { db: db, waiting: %{}, told: %{}, told_at: Timer.now(), fails: false }
  end

  cast Add(
    project_id :: String,
    category :: String,
    outcome :: String,
    reason :: String,
    quantity :: Int
  ) do |tallied|
    let waiting = Map.update(
      tallied.waiting,
      (project_id, category, outcome, reason),
      0,
      fn known -> known + quantity end
    )
    noted(%{tallied | waiting: waiting}, category, outcome, reason, quantity)
  end

  ## Has the log tell of what is written already.
  cast Note(category :: String, outcome :: String, reason :: String, quantity :: Int) do |tallied|
    noted(tallied, category, outcome, reason, quantity)
  end

  ## Writes what waits before it answers.
  call Flush() :: () do |tallied|
    (written(tallied), ())
  end

  info Write(_step :: Int) do |tallied|
    said(written(tallied))
  end
end

# For the next lines of the log.
fn noted(
  tallied :: Tallied,
  category :: String,
  outcome :: String,
  reason :: String,
  quantity :: Int
) -> Tallied do
  if outcome == "accepted" do
    tallied
  else
    let key = (category, outcome, reason)
    %{tallied | told: Map.update(tallied.told, key, 0, fn known -> known + quantity end)}
  end
end

fn written(tallied :: Tallied) -> Tallied do
  if Map.is_empty(tallied.waiting) do
    tallied
  else
    let counts = List.map(Map.to_list(tallied.waiting), fn((key, quantity)) ->
      let (project_id, category, outcome, reason) = key
      Count {
        project_id: project_id,
        category: category,
        outcome: outcome,
        reason: reason,
        quantity: quantity
      }
    end)
    case Outcomes.add(tallied.db, counts) do
      Ok(_) -> %{tallied | waiting: %{}, fails: false}
      # They wait for the next time; there are only so many kinds.
      Err(error) -> do
        if not tallied.fails do Log.warn("counts cannot be written", json { error: "${error}" }) end
        %{tallied | fails: true}
      end
    end
  end
end

fn said(tallied :: Tallied) -> Tallied do
  if Timer.now() - tallied.told_at < 60000 do
    tallied
  else
    Map.each(tallied.told, fn key, quantity ->
      let (category, outcome, reason) = key
      Log.warn("not kept", json {
        category: category,
        outcome: outcome,
        reason: reason,
        quantity: quantity
      })
    end)
    %{tallied | told: %{}, told_at: Timer.now()}
  end
end

fn find() -> Option<Pid<Tally>> = Process.named("tally")

## Counts `quantity` more of a category with this outcome. All three are words of ours: what a client can choose is none.
pub fn count(
  project_id :: String,
  category :: String,
  outcome :: String,
  reason :: String,
  quantity :: Int
) -> () do
  if quantity > 0 do
    Figures.outcome(category, outcome).add(quantity)
    Option.each(find(), fn pid ->
      Tally.add(pid, project_id, category, outcome, reason, quantity)
    end)
  end
end

## Writes counts before it returns: those of which nobody else knows.
pub fn keep(db :: Db, counts :: List<Count>) -> Result<(), DbError> do
  Outcomes.add(db, counts)?
  for count in counts do
    Figures.outcome(count.category, count.outcome).add(count.quantity)
    Option.each(find(), fn pid ->
      Tally.note(pid, count.category, count.outcome, count.reason, count.quantity)
    end)
  end
  Ok(())
end

## Writes what waits.
pub fn flush() -> () = Option.each(find(), fn pid -> Tally.flush(pid) end)
