##! Events that wait to be written. It never waits for the disk itself: while the store writes a group the next one forms, so that
##! groups grow with the load. Projects take turns, so that one that sends very much does not delay the others.

from Services.EventStore import EventStore
from Services.Waiting import Waiting
from Storage.Entries import Entry, Outcome
import Figures

struct Buffer do
  # Entries that are written at once, and that may wait.
  batch :: Int
  capacity :: Int
  # By project, oldest first, and the projects in the order of their turns.
  queues :: Map<String, List<Waiting>>
  turns :: List<String>
  count :: Int
  # The group that the store has.
  writing :: List<Waiting>
  # How often it was given to the store.
  attempts :: Int
  is_open :: Bool
  # When the last group failed, on the clock that only goes forward, in ms.
  failed_at :: Option<Int>
  refused :: Int
  # Who waits until everything is written.
  asking :: List<ReplyTo<()>>
end

# While groups fail, so long nobody waits for the next one to fail.
fn patience_ms() -> Int = 1000

service StorageWriter do
  fn init(batch :: Int, capacity :: Int) -> Buffer do
    Process.register("storage_writer", self())
    Buffer {
      batch: batch,
      capacity: capacity,
      queues: %{},
      turns: [],
      count: shown(0),
      writing: [],
      attempts: 0,
      is_open: true,
      failed_at: None,
      refused: 0,
      asking: []
    }
  end

  ## Writes an entry: what became of it, when that is on disk.
  call Store(entry :: Entry) :: Outcome do |buffer, from|
    if not buffer.is_open or is_failing(buffer) do
      refuse(buffer, from, Failed("events cannot be stored"))
    else if buffer.count >= buffer.capacity do
      refuse(buffer, from, Full)
    else
      hand_on(queued(buffer, Waiting { entry: entry, from: Some(from) }))
    end
  end

  ## Takes an entry that is acknowledged before it is written: whether there is room for it.
  call Queue(entry :: Entry) :: Bool do |buffer|
    if not buffer.is_open or buffer.count >= buffer.capacity do
      (%{buffer | refused: buffer.refused + 1}, false)
    else
      (hand_on(queued(buffer, Waiting { entry: entry, from: None })), true)
    end
  end

  ## The store is done with a group, and can take the next one. What it could not write and was acknowledged comes back.
  cast Done(left :: List<Waiting>, failed :: Bool) do |buffer|
    let free = %{buffer |
      writing: [],
      attempts: 0,
      failed_at: if failed do Some(Timer.now()) else None end
    }
    let again = told(back(free, left))
    if failed do again else hand_on(again) end
  end

  ## The store has just been started: what it had is given to it again, since it may not have written it.
  cast Ready() do |buffer|
    restarted(buffer)
  end

  ## Has what waits written, if that has not begun.
  cast Flush() do |buffer|
    hand_on(buffer)
  end

  ## Takes nothing more.
  call Close() :: () do |buffer|
    (%{buffer | is_open: false}, ())
  end

  ## Answered when everything that was taken is written.
  call WhenWritten() :: () do |buffer, from|
    told(%{buffer | asking: List.append(buffer.asking, from)})
  end

  ## How many events were refused.
  call Refused() :: Int do |buffer|
    (buffer, buffer.refused)
  end
end

fn told(buffer :: Buffer) -> Buffer do
  if buffer.count > 0 do
    buffer
  else
    for from in buffer.asking do
      Service.reply(from, ())
    end
    %{buffer | asking: []}
  end
end

fn store() -> Option<Pid<EventStore>> = Process.named("event_store")

fn is_failing(buffer :: Buffer) -> Bool do
  Option.unwrap_or(
    Option.map(buffer.failed_at, fn at -> Timer.now() - at < patience_ms() end),
    false
  )
end

fn refuse(buffer :: Buffer, from :: ReplyTo<Outcome>, outcome :: Outcome) -> Buffer do
  Service.reply(from, outcome)
  %{buffer | refused: buffer.refused + 1}
end

# How many wait now, which the figures show.
fn shown(count :: Int) -> Int do
  Figures.writer_queue().set(Int.to_float(count))
  count
end

@in_place
fn queued(buffer :: Buffer, waiting :: Waiting) -> Buffer do
  let project = waiting.entry.project_id
  let turns = if Map.has_key(buffer.queues, project) do
    buffer.turns
  else
    List.append(buffer.turns, project)
  end
  let queues = Map.update(buffer.queues, project, [], fn queue -> List.append(queue, waiting) end)
  %{buffer | queues: queues, turns: turns, count: shown(buffer.count + 1)}
end

# In front of what came later.
fn back(buffer :: Buffer, left :: List<Waiting>) -> Buffer do
  let rest = Map.reduce(buffer.queues, 0, fn sum, _, queue -> sum + List.length(queue) end)
  let queues = List.reduce(List.reverse(left), buffer.queues, fn queues, waiting ->
    Map.update(queues, waiting.entry.project_id, [], fn queue -> [waiting] ++ queue end)
  end)
  %{buffer | queues: queues, turns: Map.keys(queues), count: shown(rest + List.length(left))}
end

# ---- groups -----------------------------------------------------------------------------------------------------

fn hand_on(buffer :: Buffer) -> Buffer do
  if not List.is_empty(buffer.writing) or List.is_empty(buffer.turns) do
    buffer
  else
    case store() do
      # It restarts, and says so when it is there.
      None -> buffer
      Some(pid) -> do
        let (group, rest) = next_group(buffer)
        EventStore.write(pid, group)
        %{rest | writing: group, attempts: 1}
      end
    end
  end
end

fn next_group(buffer :: Buffer) -> (List<Waiting>, Buffer) do
  # Each project has a share, and what others leave.
  let share = Math.max(1, buffer.batch / List.length(buffer.turns))
  let (group, queues) = List.reduce(
    buffer.turns,
    ([], buffer.queues),
    fn (group, queues), project ->
      let queue = Map.get(queues, project)
      let count = Math.min(share, buffer.batch - List.length(group))
      (group ++ List.take(queue, count), Map.put(queues, project, List.drop(queue, count)))
    end
  )
  let (whole, left) = List.reduce(buffer.turns, (group, queues), fn (group, queues), project ->
    let queue = Map.get(queues, project)
    let count = buffer.batch - List.length(group)
    (group ++ List.take(queue, count), Map.put(queues, project, List.drop(queue, count)))
  end)
  let filled = Map.reject(left, fn _, queue -> List.is_empty(queue) end)
  let (before, behind) = List.split_at(buffer.turns, 1)
  let turns = List.filter(behind ++ before, fn project -> Map.has_key(filled, project) end)
  (whole, %{buffer | queues: filled, turns: turns})
end

# A group that ended the store twice is not given to it a third time.
fn restarted(buffer :: Buffer) -> Buffer do
  case store() do
    Some(pid) when not List.is_empty(buffer.writing) and buffer.attempts < 3 -> do
      EventStore.write(pid, buffer.writing)
      %{buffer | attempts: buffer.attempts + 1}
    end
    Some(_) -> do
      for waiting in buffer.writing do
        Figures.dropped("store").increment()
        Option.each(waiting.from, fn from -> Service.reply(from, Failed("the store ended")) end)
      end
      hand_on(told(%{buffer |
        writing: [],
        attempts: 0,
        count: shown(buffer.count - List.length(buffer.writing))
      }))
    end
    None -> buffer
  end
end
