##! Events that wait to be written. It never waits for the disk itself: while the store writes a group the next one forms, so that
##! groups grow with the load. Projects take turns, so that one that sends very much does not delay the others.

from Services.EventStore import EventStore
from Services.Waiting import Waiting
from Storage.Entries import Entry, Outcome, Refusal
import Figures
import Services.Waiting

struct Buffer do
  # Events that are written at once, and that may wait.
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

  ## Writes entries of a project, all or none: what became of each, when that is on disk.
  call Store(
    project_id :: String,
    entries :: List<Entry>
  ) :: Result<List<Outcome>, Refusal> do |buffer, from|
    let waiting = Waiting { project_id: project_id, entries: entries, from: Some(from) }
    if not buffer.is_open or is_failing(buffer) do
      refuse(buffer, waiting, Failed("events cannot be stored"))
    else if not has_room(buffer, waiting) do
      refuse(buffer, waiting, Full)
    else
      hand_on(queued(buffer, waiting))
    end
  end

  ## Takes entries of a project that are acknowledged before they are written: whether there is room for all of them.
  call Queue(project_id :: String, entries :: List<Entry>) :: Bool do |buffer|
    let waiting = Waiting { project_id: project_id, entries: entries, from: None }
    if not buffer.is_open or not has_room(buffer, waiting) do
      (refuse(buffer, waiting, Full), false)
    else
      (hand_on(queued(buffer, waiting)), true)
    end
  end

  ## The store is done with a group, and can take the next one. What it could not write and was acknowledged comes back.
  cast Done(left :: List<Waiting>, failed :: Bool) do |buffer|
    let free = %{buffer |
      writing: [],
      count: buffer.count - Waiting.events(buffer.writing),
      attempts: 0,
      failed_at: if failed do Some(Timer.now()) else None end
    }
    let again = back(free, left)
    if failed do told(refuse_all(again)) else hand_on(told(again)) end
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

fn has_room(buffer :: Buffer, waiting :: Waiting) -> Bool =
  buffer.count + List.length(waiting.entries) <= buffer.capacity

fn refuse(buffer :: Buffer, waiting :: Waiting, why :: Refusal) -> Buffer do
  Option.each(waiting.from, fn from -> Service.reply(from, Err(why)) end)
  %{buffer | refused: buffer.refused + List.length(waiting.entries)}
end

# Who waits for an answer would wait for the next group to fail as well.
fn refuse_all(buffer :: Buffer) -> Buffer do
  let (asked, rest) = List.partition(List.flatten(Map.values(buffer.queues)), fn waiting ->
    Option.is_some(waiting.from)
  end)
  let refused = List.reduce(asked, buffer, fn done, waiting ->
    refuse(done, waiting, Failed("events cannot be stored"))
  end)
  back(%{refused | queues: %{}, turns: [], count: 0}, rest)
end

# How many wait now, which the figures show.
fn shown(count :: Int) -> Int do
  Figures.writer_queue().set(Int.to_float(count))
  count
end

@in_place
fn queued(buffer :: Buffer, waiting :: Waiting) -> Buffer do
  let project = waiting.project_id
  let turns = if Map.has_key(buffer.queues, project) do
    buffer.turns
  else
    List.append(buffer.turns, project)
  end
  let queues = Map.update(buffer.queues, project, [], fn queue -> List.append(queue, waiting) end)
  %{buffer |
    queues: queues,
    turns: turns,
    count: shown(buffer.count + List.length(waiting.entries))
  }
end

# In front of what came later.
fn back(buffer :: Buffer, left :: List<Waiting>) -> Buffer do
  let projects = List.unique(List.map(left, fn waiting -> waiting.project_id end))
  let new = List.reject(projects, fn project -> Map.has_key(buffer.queues, project) end)
  let queues = List.reduce(List.reverse(left), buffer.queues, fn queues, waiting ->
    Map.update(queues, waiting.project_id, [], fn queue -> [waiting] ++ queue end)
  end)
  %{buffer |
    queues: queues,
    turns: buffer.turns ++ new,
    count: shown(buffer.count + Waiting.events(left))
  }
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
  let start = Group { waiting: [], left: buffer.batch, queues: buffer.queues }
  let shared =
    List.reduce(buffer.turns, start, fn group, project -> take(group, project, share) end)
  let whole =
    List.reduce(buffer.turns, shared, fn group, project -> take(group, project, group.left) end)
  let filled = Map.reject(whole.queues, fn _, queue -> List.is_empty(queue) end)
  let (before, behind) = List.split_at(buffer.turns, 1)
  let turns = List.filter(behind ++ before, fn project -> Map.has_key(filled, project) end)
  (whole.waiting, %{buffer | queues: filled, turns: turns})
end

# A group that is being put together: how many events it may still take, and what it leaves.
struct Group do
  waiting :: List<Waiting>
  left :: Int
  queues :: Map<String, List<Waiting>>
end

# So many events of a project, the oldest. What belongs together stays so: it waits for a group that has room for it, or, with more
# events than any has, for one that it begins.
@in_place
fn take(group :: Group, project :: String, share :: Int) -> Group do
  let queue = Map.get(group.queues, project)
  let fitting = fitting(queue, Math.min(share, group.left), 0)
  let count = if List.is_empty(group.waiting) do Math.max(fitting, 1) else fitting end
  let taken = List.take(queue, count)
  Group {
    waiting: group.waiting ++ taken,
    left: group.left - Waiting.events(taken),
    queues: Map.put(group.queues, project, List.drop(queue, count))
  }
end

# How many of a queue have so many events together at most.
fn fitting(queue :: List<Waiting>, room :: Int, at :: Int) -> Int do
  case List.at(queue, at) do
    Some(waiting) when List.length(waiting.entries) <= room ->
      fitting(queue, room - List.length(waiting.entries), at + 1)
    _ -> at
  end
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
        Figures.dropped("store").add(List.length(waiting.entries))
        Option.each(waiting.from, fn from ->
          Service.reply(from, Err(Failed("the store ended")))
        end)
      end
      hand_on(told(%{buffer |
        writing: [],
        attempts: 0,
        count: shown(buffer.count - Waiting.events(buffer.writing))
      }))
    end
    None -> buffer
  end
end
