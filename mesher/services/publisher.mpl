##! Tells those who watch, and what remembers something, what happened in this process and in others: outside of all other
##! services, in the order in which it was committed.

from Services.StreamManager import StreamManager
from Streaming.News import News
from Streaming.Telling import Tell
from Streaming.Transport import Heard, Place, Transport
import Figures
import Services.Caches
import Services.Registry
import Storage.Issues
import Streaming.News
import Streaming.Telling
import Streaming.Transport

struct Desk do
  db :: Db
  transport :: Transport
  place :: Place
  # Something may have been missed.
  behind :: Bool
  # When the count of a project was told, on the clock that only goes forward, of the last moments.
  counted :: Map<String, Int>
  # Projects whose count is to be told as soon as that may be.
  due :: Set<String>
  # Who waits until all is told.
  waiting :: List<ReplyTo<()>>
  # The database cannot be read.
  late :: Bool
end

# A project's count is told once in so many milliseconds.
fn count_ms() -> Int = 100

# News that are told in one go: their events are in memory at the same time.
fn together() -> Int = 32

# When more than so many wait, the newest of them are told.
fn most_news() -> Int = 1000

# What may wait in the mailbox; beyond, rows are found by looking for them.
fn most_heard() -> Int = 10000

## Tells what happens, until it ends. `Transport.listen` or the next look brings what was not told meanwhile.
actor publisher(db :: Db, transport :: Transport) do
  Process.limit_mailbox(most_heard(), DropNewest)
  let place = patiently("watchers are not told", fn -> begin(db, transport, self()) end, false)
  work(Desk {
    db: db,
    transport: transport,
    place: place,
    behind: true,
    counted: %{},
    due: Set.new(),
    waiting: [],
    late: false
  })
end

# Tries until it comes about, and says once that it does not.
fn patiently<T>(complaint :: String, attempt :: Fun() -> Result<T, DbError>, said :: Bool) -> T do
  case attempt() do
    Ok(value) -> value
    Err(error) -> do
      if not said do
        Log.error(complaint, json { error: "${error}" })
      end
      Timer.sleep(1000)
      patiently(complaint, attempt, true)
    end
  end
end

# Where the one before it was.
fn begin(db :: Db, transport :: Transport, me :: Pid<Heard>) -> Result<Place, DbError> do
  Transport.listen(transport, db, me)?
  case Option.and_then(Registry.streams(), StreamManager.told) do
    Some(place) -> Ok(place)
    None -> Transport.begin(db)
  end
end

fn work(desk :: Desk) do
  let (heard, ids) = hear(desk)
  let next = case look(heard, ids) do
    Ok(done) -> answered(%{done | late: false})
    Err(error) -> do
      # Once, until it is over.
      if not heard.late do
        Log.error("news are late", json { error: error })
      end
      Timer.sleep(1000)
      %{heard | behind: true, late: true}
    end
  end
  work(next)
end

fn answered(desk :: Desk) -> Desk do
  if desk.behind do
    desk
  else
    for one in desk.waiting do
      Service.reply(one, ())
    end
    %{desk | waiting: []}
  end
end

# ---- hearing ----------------------------------------------------------------------------------------------------

# With the rows that are there.
fn hear(desk :: Desk) -> (Desk, List<Int>) do
  if desk.behind do
    gather(desk, [])
  else
    let patience =
      if Set.is_empty(desk.due) do Transport.patience(desk.transport) else until_due(desk) end
    receive do
      heard -> noted(desk, [], heard)
    after patience -> (%{desk | behind: Set.is_empty(desk.due) or desk.transport == Local}, [])
    end
  end
end

fn until_due(desk :: Desk) -> Int do
  let now = Timer.now()
  let waits = List.map(Set.to_list(desk.due), fn project ->
    Map.get_or(desk.counted, project, 0) + count_ms() - now
  end)
  Math.max(1, Option.unwrap_or(List.min(waits), count_ms()))
end

# With what else has come.
fn gather(desk :: Desk, ids :: List<Int>) -> (Desk, List<Int>) do
  receive do
    heard -> noted(desk, ids, heard)
  after 0 -> (desk, ids)
  end
end

fn noted(desk :: Desk, ids :: List<Int>, heard :: Heard) -> (Desk, List<Int>) do
  case heard do
    There(id) -> gather(desk, List.append(ids, id))
    Missed -> gather(%{desk | behind: true}, ids)
    Wake -> gather(%{desk | behind: desk.behind or desk.transport == Local}, ids)
    Settle(done) -> gather(%{desk | behind: true, waiting: List.append(desk.waiting, done)}, ids)
  end
end

# ---- telling ----------------------------------------------------------------------------------------------------

fn look(desk :: Desk, ids :: List<Int>) -> Result<Desk, String> do
  case Registry.streams() do
    # It starts again: what it has to send waits in the database.
    None -> do
      Timer.sleep(20)
      Ok(%{desk | behind: true})
    end
    Some(streams) -> do
      # The mailbox was full: there may be more than was heard of.
      let missing = desk.behind or List.length(ids) >= most_heard() / 2
      let (place, all, more) = if missing do
        Transport.catch_up(desk.transport, desk.db, desk.place, ids)?
      else
        let (place, news) = Transport.read(desk.db, desk.place, ids)?
        (place, news, false)
      end
      List.each(all, Caches.hear)
      let watched = StreamManager.watched(streams)
      let wanted = List.filter(all, fn one -> Set.contains(watched, News.project_of(one)) end)
      if List.length(wanted) > most_news() do
        Figures.stream_dropped().add(List.length(wanted) - most_news())
      end
      let newest = List.take_last(wanted, most_news())
      tell_all(
        %{desk | place: place, behind: more},
        streams,
        watched,
        List.chunks(newest, together())
      )
    end
  end
end

fn tell_all(
  desk :: Desk,
  streams :: Pid<StreamManager>,
  watched :: Set<String>,
  portions :: List<List<News>>
) -> Result<Desk, String> do
  case portions do
    [] -> with_counts(desk, streams, watched, [])
    [last] -> with_counts(desk, streams, watched, Telling.tells(desk.db, last)?)
    first :: rest -> do
      let tells = Telling.tells(desk.db, first)?
      pause(StreamManager.publish(streams, tells, desk.place))
      tell_all(%{desk | due: with_projects(desk.due, tells)}, streams, watched, rest)
    end
  end
end

# The last messages, with the counts that may be told: they go out in the same write.
fn with_counts(
  desk :: Desk,
  streams :: Pid<StreamManager>,
  watched :: Set<String>,
  tells :: List<Tell>
) -> Result<Desk, String> do
  let now = Timer.now()
  let recent = Map.filter(desk.counted, fn _, at -> now - at < count_ms() end)
  let due = Set.intersection(with_projects(desk.due, tells), watched)
  let (waiting, ready) = Set.partition(due, fn project -> Map.has_key(recent, project) end)
  let all = List.try_reduce(Set.to_list(ready), tells, fn done, project ->
    let unresolved = Issues.count_unresolved(desk.db, project)?
    Ok(Telling.with_count(done, Telling.count(project, unresolved)))
  end)?
  if not List.is_empty(all) do
    pause(StreamManager.publish(streams, all, desk.place))
  end
  let counted = Set.reduce(ready, recent, fn known, project -> Map.put(known, project, now) end)
  Ok(%{desk | counted: counted, due: waiting})
end

@in_place
fn with_projects(due :: Set<String>, tells :: List<Tell>) -> Set<String> do
  List.reduce(tells, due, fn known, tell ->
    if Telling.is_counted(tell) do Set.add(known, Telling.project_of(tell)) else known end
  end)
end

# A write for each watcher takes the machine some thirty microseconds. Many watchers take no more than some of it from those who
# send events: what is told a moment later goes out in fewer writes.
fn pause(watchers :: Int) -> () do
  if watchers >= 10 do
    Timer.sleep(Math.min(watchers / 10, 180))
  end
end
