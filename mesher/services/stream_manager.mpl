##! Who watches which project. Watchers with the same filters share a room, and one broadcast serves them all; those that could
##! not take it are out of the rooms until they have caught up. One service holds the rooms and sends, so that nobody is told
##! twice, or not at all, while it changes its filters or catches up.

from Streaming.Backlog import Backlog, Drained
from Streaming.Filters import Filters
from Streaming.Telling import Tell
from Streaming.Transport import Place
import Figures
import Streaming.Backlog
import Streaming.Filters
import Streaming.Telling

struct Client do
  project_id :: String
  room :: String
  # While it does not keep up.
  backlog :: Option<Backlog>
end

struct Room do
  filters :: Filters
  members :: Int
  # Those of them that do not keep up.
  behind :: Set<WsConn>
end

struct Streams do
  clients :: Map<WsConn, Client>
  # Of each project that somebody watches, by their names.
  rooms :: Map<String, Map<String, Room>>
  capacity :: Int
  totals :: Totals
  # What was told.
  place :: Option<Place>
end

## What became of those who watch.
pub struct Totals do
  clients :: Int
  ## Clients that do not keep up at this moment.
  behind :: Int
  rooms :: Int
  ## Texts that slow clients did not get.
  dropped :: Int
  ## Clients whose connection failed or fell silent.
  lost :: Int
end deriving(Debug)

service StreamManager do
  fn init(capacity :: Int) -> Streams do
    Process.register("stream_manager", self())
    let totals = Totals { clients: 0, behind: 0, rooms: 0, dropped: 0, lost: 0 }
    Streams { clients: %{}, rooms: %{}, capacity: capacity, totals: totals, place: None }
  end

  ## From when this returns the client is told what happens in the project.
  call RegisterClient(conn :: WsConn, project_id :: String, filters :: Filters) :: () do |streams|
    (enter(removed(streams, conn), conn, project_id, filters, None), ())
  end

  ## `failed`: it ended without a word.
  cast RemoveClient(conn :: WsConn, failed :: Bool) do |streams|
    if Map.has_key(streams.clients, conn) do
      removed(if failed do with_lost(streams) else streams end, conn)
    else
      streams
    end
  end

  ## Replaces both filters. What waits stays.
  call SetFilters(conn :: WsConn, filters :: Filters) :: () do |streams|
    case Map.fetch(streams.clients, conn) do
      None -> (streams, ())
      Some(client) ->
        (enter(removed(streams, conn), conn, client.project_id, filters, client.backlog), ())
    end
  end

  ## The projects that somebody watches.
  call Watched() :: Set<String> do |streams|
    (streams, Set.from_list(Map.keys(streams.rooms)))
  end

  ## Sends messages to those whom they are for: how many clients that are. `place` is what has been told with them.
  call Publish(tells :: List<Tell>, place :: Place) :: Int do |streams|
    let by_project = List.group_by(tells, Telling.project_of)
    let told =
      Map.reduce(by_project, streams, fn done, project, own -> publish(done, project, own) end)
    (
      %{told | place: Some(place)},
      Map.reduce(by_project, 0, fn sum, project, _ -> sum + members(streams, project) end)
    )
  end

  ## What the last publisher told.
  call Told() :: Option<Place> do |streams|
    (streams, streams.place)
  end

  cast DrainBuffers() do |streams|
    List.reduce(Map.to_list(streams.rooms), streams, fn done, entry ->
      let (_, rooms) = entry
      List.reduce(Map.values(rooms), done, fn all, room ->
        List.reduce(Set.to_list(room.behind), all, catch_up)
      end)
    end)
  end

  call Totals() :: Totals do |streams|
    let rooms = List.flat_map(Map.values(streams.rooms), Map.values)
    let behind = List.reduce(rooms, 0, fn sum, room -> sum + Set.size(room.behind) end)
    (streams, %{streams.totals |
      clients: Map.size(streams.clients),
      behind: behind,
      rooms: List.length(rooms)
    })
  end
end

fn with_lost(streams :: Streams) -> Streams do
  Figures.stream_lost().increment()
  %{streams | totals: %{streams.totals | lost: streams.totals.lost + 1}}
end

# ---- rooms ------------------------------------------------------------------------------------------------------

# Who watches a project.
fn members(streams :: Streams, project_id :: String) -> Int do
  Map.reduce(Map.get_or(streams.rooms, project_id, %{}), 0, fn sum, _, room ->
    sum + room.members
  end)
end

@in_place
fn change_room(
  streams :: Streams,
  project_id :: String,
  name :: String,
  change :: Fun(Option<Room>) -> Option<Room>
) -> Streams do
  let rooms = Map.change(streams.rooms, project_id, fn known ->
    let changed = Map.change(Option.unwrap_or(known, %{}), name, change)
    if Map.is_empty(changed) do None else Some(changed) end
  end)
  %{streams | rooms: rooms}
end

# Lets a client in, with what waits for it.
@in_place
fn enter(
  streams :: Streams,
  conn :: WsConn,
  project_id :: String,
  filters :: Filters,
  backlog :: Option<Backlog>
) -> Streams do
  let name = Filters.room(project_id, filters)
  let client = Client { project_id: project_id, room: name, backlog: backlog }
  let is_behind = Option.is_some(backlog)
  if not is_behind do
    let _ = Ws.join(conn, name)
  end
  let known = change_room(streams, project_id, name, fn room ->
    let there = Option.unwrap_or(room, Room { filters: filters, members: 0, behind: Set.new() })
    let behind = if is_behind do Set.add(there.behind, conn) else there.behind end
    Some(%{there | members: there.members + 1, behind: behind})
  end)
  %{known | clients: Map.put(known.clients, conn, client)}
end

fn removed(streams :: Streams, conn :: WsConn) -> Streams do
  case Map.fetch(streams.clients, conn) do
    None -> streams
    Some(client) -> do
      let _ = Ws.leave(conn, client.room)
      let left = change_room(streams, client.project_id, client.room, fn room ->
        Option.and_then(room, fn there ->
          let members = there.members - 1
          if members == 0 do
            None
          else
            Some(%{there | members: members, behind: Set.remove(there.behind, conn)})
          end
        end)
      end)
      %{left | clients: Map.delete(left.clients, conn)}
    end
  end
end

# ---- sending ----------------------------------------------------------------------------------------------------

fn publish(streams :: Streams, project_id :: String, tells :: List<Tell>) -> Streams do
  let rooms = Map.get_or(streams.rooms, project_id, %{})
  Map.reduce(rooms, streams, fn done, name, room ->
    let wanted = List.filter(tells, fn tell -> is_for(room, tell) end)
    if List.is_empty(wanted) do done else to_room(done, name, room, wanted) end
  end)
end

fn is_for(room :: Room, tell :: Tell) -> Bool do
  case tell do
    EventTell(_, level, environments, _) -> Filters.pass(room.filters, level, environments)
    _ -> true
  end
end

# Those that were behind first: whoever falls behind now waits for the same.
fn to_room(streams :: Streams, name :: String, room :: Room, tells :: List<Tell>) -> Streams do
  let kept =
    List.reduce(Set.to_list(room.behind), streams, fn done, conn -> keep(done, conn, tells) end)
  if room.members == Set.size(room.behind) do
    kept
  else
    broadcast(kept, name, tells)
  end
end

fn broadcast(streams :: Streams, name :: String, tells :: List<Tell>) -> Streams do
  let (portion, rest) = List.split_at(tells, fitting(tells, 0, 0))
  let full = Ws.broadcast_all(name, List.map(portion, text_of))
  # They miss nothing: what this portion and the next ones tell waits.
  let done = List.reduce(full, streams, fn streams, conn -> keep(streams, conn, tells) end)
  if List.is_empty(rest) do done else broadcast(done, name, rest) end
end

# So many texts go out in one write: half of what may be on its way to a client.
fn fitting(tells :: List<Tell>, at :: Int, bytes :: Int) -> Int do
  case List.at(tells, at) do
    Some(tell) when at < 128 -> do
      let with_this = bytes + String.byte_length(text_of(tell))
      if at > 0 and with_this > 524288 do at else fitting(tells, at + 1, with_this) end
    end
    _ -> at
  end
end

fn text_of(tell :: Tell) -> String do
  case tell do
    EventTell(_, _, _, text) | NoticeTell(_, text, _) | CountTell(_, text) -> text
  end
end

# ---- slow clients -----------------------------------------------------------------------------------------------

# Messages wait for a client, which is out of its room from then on.
fn keep(streams :: Streams, conn :: WsConn, tells :: List<Tell>) -> Streams do
  case Map.fetch(streams.clients, conn) do
    None -> streams
    Some(client) -> do
      if client.backlog == None do
        let _ = Ws.leave(conn, client.room)
      end
      let start = (Option.unwrap_or_else(client.backlog, Backlog.none), 0)
      let (backlog, lost) = List.reduce(tells, start, fn (backlog, lost), tell ->
        let (longer, more) = added(backlog, tell, streams.capacity)
        (longer, lost + more)
      end)
      let known = mark(streams, client, fn behind -> Set.add(behind, conn) end)
      let totals = %{known.totals | dropped: known.totals.dropped + lost}
      %{known |
        clients: Map.put(known.clients, conn, %{client | backlog: Some(backlog)}),
        totals: totals
      }
    end
  end
end

fn added(backlog :: Backlog, tell :: Tell, capacity :: Int) -> (Backlog, Int) do
  case tell do
    CountTell(_, text) -> (%{backlog | count: Some(text)}, 0)
    _ -> Backlog.add(backlog, text_of(tell), capacity)
  end
end

fn mark(
  streams :: Streams,
  client :: Client,
  change :: Fun(Set<WsConn>) -> Set<WsConn>
) -> Streams do
  change_room(streams, client.project_id, client.room, fn room ->
    Option.map(room, fn there -> %{there | behind: change(there.behind)} end)
  end)
end

# Sends what waits; whoever has got it all is in its room again.
fn catch_up(streams :: Streams, conn :: WsConn) -> Streams do
  case Map.fetch(streams.clients, conn) do
    None -> streams
    Some(client) ->
      case Backlog.drain(conn, Option.unwrap_or_else(client.backlog, Backlog.none)) do
        Behind(rest) ->
          %{streams | clients: Map.put(streams.clients, conn, %{client | backlog: Some(rest)})}
        CaughtUp -> do
          let _ = Ws.join(conn, client.room)
          let known = mark(streams, client, fn behind -> Set.remove(behind, conn) end)
          %{known | clients: Map.put(known.clients, conn, %{client | backlog: None})}
        end
        Gone -> removed(with_lost(streams), conn)
      end
  end
end
