##! How news reach the publisher of every process: `publish` in the transaction that made them, `listen` to hear of them, and
##! `read` and `catch_up` to get them, each once and in the order in which they were committed. The rows of `news` carry them;
##! what differs is who says that there is a new one. PostgreSQL does (LISTEN/NOTIFY, with the row's number). With SQLite the
##! process wakes its own publisher. A broker would carry the number between processes in the same way: nothing outside of this
##! module would change.

from Storage.News import NewsRow
from Streaming.News import News
import Storage.News

## Who says that there is something new.
pub type Transport do
  ## This process itself.
  Local
  ## PostgreSQL.
  Postgres
end deriving(Eq, Debug)

## What a publisher is told.
pub type Heard do
  ## This process may have told something.
  Wake
  ## A row was committed.
  There(id :: Int)
  ## Something may have been missed.
  Missed
  ## Answered when all is told that was committed until now.
  Settle(done :: ReplyTo<()>)
end

## What a process has read of the news.
pub struct Place do
  ## The newest row.
  last :: Int
  ## The rows that were read, of the newest: transactions end in another order than that of their numbers.
  recent :: Set<Int>
end

# So many numbers behind the newest one, nothing is missing any more.
fn window() -> Int = 1000

## The transport that goes with a database.
pub fn of(db :: Db) -> Transport do
  if Db.dialect(db) == Sqlite do Local else Postgres end
end

## Tells what the transaction `tx` did: every process hears of it when that is committed, and nobody when it is taken back. Call
## `wake` when it is over.
pub fn publish(tx :: Db, news :: List<News>) -> Result<(), DbError> do
  if List.is_empty(news) do Ok(()) else News.add(tx, Json.encode(news)) end
end

## The same, as statements that go to the database with others.
pub fn published(news :: List<News>) -> List<Sql> do
  if List.is_empty(news) do [] else [News.line(Json.encode(news))] end
end

## Wakes the publisher of this process, if there is one at this moment.
pub fn wake() -> () do
  let found :: Option<Pid<Heard>> = Process.named("publisher")
  case found do
    Some(pid) -> send(pid, Wake)
    None -> ()
  end
end

## Tells what is done already. Where a transaction does it: `publish` in it, and `wake` behind it.
pub fn tell(db :: Db, news :: List<News>) -> Result<(), DbError> do
  publish(db, news)?
  wake()
  Ok(())
end

## Waits until those who watch here have been told what was committed until now, so many milliseconds at most.
pub fn settle(millis :: Int) -> () do
  let found :: Option<Pid<Heard>> = Process.named("publisher")
  Option.each(found, fn pid ->
    let _ = Service.try_call(pid, fn to -> Settle(to) end, millis)
  end)
end

## Has an actor told of what is new, until it ends.
pub fn listen(transport :: Transport, db :: Db, pid :: Pid<Heard>) -> Result<(), DbError> do
  case transport do
    Local -> Ok(())
    Postgres ->
      Db.listen(db, "mesher_news", pid, fn notice ->
        case notice do
          Notified(_, number) -> Option.unwrap_or(Option.map(String.to_int(number), There), Missed)
          Reconnected(_) -> Missed
        end
      end)
  end
end

## How long a publisher waits to be told before it looks by itself, in milliseconds.
pub fn patience(transport :: Transport) -> Int do
  case transport do
    # Another process on the same file tells nobody.
    Local -> 200
    Postgres -> 5000
  end
end

## Before what comes next.
pub fn begin(db :: Db) -> Result<Place, DbError> do
  let last = News.newest(db)?
  let rows = News.after(db, last - window())?
  Ok(marked(Place { last: last, recent: Set.new() }, rows))
end

## What some rows tell that were not read before.
pub fn read(db :: Db, place :: Place, ids :: List<Int>) -> Result<(Place, List<News>), DbError> do
  let wanted = List.reject(List.unique(ids), fn id -> Set.contains(place.recent, id) end)
  if List.is_empty(wanted) do
    Ok((place, []))
  else
    let found = List.index_by(News.numbered(db, wanted)?, fn row -> row.id end)
    let rows = List.filter_map(ids_once(ids), fn id ->
      if List.contains(wanted, id) do Map.fetch(found, id) else None end
    end)
    Ok((marked(place, rows), List.flat_map(rows, told)))
  end
end

# In the order of their first coming, which is that of the commits.
fn ids_once(ids :: List<Int>) -> List<Int> = List.unique_by(ids, fn id -> id end)

## What was told and not read, oldest first, and whether there is more: what was missed and, with the rows `ids`, what was heard of,
## so that nobody is told of it before what was missed.
pub fn catch_up(
  transport :: Transport,
  db :: Db,
  place :: Place,
  ids :: List<Int>
) -> Result<(Place, List<News>, Bool), DbError> do
  let from = if transport == Local do place.last else place.last - window() end
  let rows = News.after(db, from)?
  let fresh = List.reject(rows, fn row -> Set.contains(place.recent, row.id) end)
  let more = List.length(rows) == News.portion()
  let caught = marked(place, fresh)
  # The newer ones come with what there is more.
  let heard = if more do List.filter(ids, fn id -> id < caught.last end) else ids end
  let (after_all, late) = read(db, caught, heard)?
  Ok((after_all, List.flat_map(fresh, told) ++ late, more))
end

fn marked(place :: Place, rows :: List<NewsRow>) -> Place do
  let last = List.reduce(rows, place.last, fn newest, row -> Math.max(newest, row.id) end)
  let recent = List.reduce(rows, place.recent, fn known, row -> Set.add(known, row.id) end)
  let kept = if Set.size(recent) > 3 * window() do
    Set.filter(recent, fn id -> id > last - window() end)
  else
    recent
  end
  Place { last: last, recent: kept }
end

# A newer Mesher on the same database may tell what this one does not know.
fn told(row :: NewsRow) -> List<News> do
  let news :: Result<List<News>, String> = Json.decode(row.body)
  case news do
    Ok(all) -> all
    Err(error) -> do
      Log.error("news that cannot be read", json { error: "${error}" })
      []
    end
  end
end
