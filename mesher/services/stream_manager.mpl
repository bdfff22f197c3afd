##! Who watches which project, and what waits for clients that do not keep up.

struct Client do
  project_id :: String
  # Values that pass; none lets everything pass.
  levels :: List<String>
  environments :: List<String>
  waiting :: Queue<String>
  bytes :: Int
  # The newest count, sent after what waits.
  count :: Option<String>
end

struct Streams do
  clients :: Map<WsConn, Client>
  capacity :: Int
  dropped :: Int
  closed :: Int
end

# What may wait for one client, beside a megabyte on its way to the socket.
fn most_bytes() -> Int = 7 * 1048576

service StreamManager do
  fn init(capacity :: Int) -> Streams do
    Process.register("stream_manager", self())
    Streams { clients: %{}, capacity: capacity, dropped: 0, closed: 0 }
  end

  cast RegisterClient(conn :: WsConn, project_id :: String, levels :: List<String>, environments :: List<String>) do |streams|
    put(streams, conn, Client {
      project_id: project_id,
      levels: levels,
      environments: environments,
      waiting: Queue.new(),
      bytes: 0,
      count: None
    })
  end

  cast RemoveClient(conn :: WsConn) do |streams|
    %{streams | clients: Map.delete(streams.clients, conn)}
  end

  ## Replaces both filters. What waits stays.
  cast SetFilters(conn :: WsConn, levels :: List<String>, environments :: List<String>) do |streams|
    case Map.fetch(streams.clients, conn) do
      None -> streams
      Some(client) -> put(streams, conn, %{client | levels: levels, environments: environments})
    end
  end

  ## A text for one client.
  cast BufferMessage(conn :: WsConn, text :: String) do |streams|
    case Map.fetch(streams.clients, conn) do
      None -> streams
      Some(client) -> offer(streams, conn, client, text)
    end
  end

  ## An event, for everybody whose filters it passes.
  cast PublishEvent(project_id :: String, level :: String, environments :: List<String>, text :: String) do |streams|
    for_each_watcher(streams, project_id, fn done, conn, client ->
      if matches(client, level, environments) do offer(done, conn, client, text) else done end
    end)
  end

  ## A notice, for everybody who watches the project.
  cast PublishNotice(project_id :: String, text :: String) do |streams|
    for_each_watcher(streams, project_id, fn done, conn, client -> offer(done, conn, client, text) end)
  end

  ## The number of unresolved issues, for everybody who watches the project.
  cast PublishCount(project_id :: String, text :: String) do |streams|
    for_each_watcher(streams, project_id, fn done, conn, client -> offer_count(done, conn, client, text) end)
  end

  cast DrainBuffers() do |streams|
    List.reduce(Map.to_list(streams.clients), streams, fn done, entry ->
      let (conn, client) = entry
      if is_idle(client) do done else drain(done, conn, client) end
    end)
  end

  call IsStreamClient(conn :: WsConn) :: Bool do |streams|
    (streams, Map.has_key(streams.clients, conn))
  end

  call GetProjectId(conn :: WsConn) :: Option<String> do |streams|
    (streams, Option.map(Map.fetch(streams.clients, conn), fn client -> client.project_id end))
  end

  call MatchesFilter(conn :: WsConn, level :: String, environments :: List<String>) :: Bool do |streams|
    let client = Map.fetch(streams.clients, conn)
    (streams, Option.is_some(Option.filter(client, fn found -> matches(found, level, environments) end)))
  end

  ## Clients now, texts that were dropped, clients that were closed.
  call Totals() :: (Int, Int, Int) do |streams|
    (streams, (Map.size(streams.clients), streams.dropped, streams.closed))
  end
end

fn put(streams :: Streams, conn :: WsConn, client :: Client) -> Streams do
  %{streams | clients: Map.put(streams.clients, conn, client)}
end

fn matches(client :: Client, level :: String, environments :: List<String>) -> Bool do
  passes(client.levels, [level]) and passes(client.environments, environments)
end

fn passes(wanted :: List<String>, found :: List<String>) -> Bool do
  List.is_empty(wanted) or List.any(found, fn one -> List.contains(wanted, one) end)
end

fn for_each_watcher(
  streams :: Streams,
  project_id :: String,
  step :: Fun(Streams, WsConn, Client) -> Streams
) -> Streams do
  List.reduce(Map.to_list(streams.clients), streams, fn done, entry ->
    let (conn, client) = entry
    if client.project_id == project_id do step(done, conn, client) else done end
  end)
end

fn is_idle(client :: Client) -> Bool = Queue.is_empty(client.waiting) and client.count == None

# What became of a text for a client.
type Sent do
  Taken
  Waits
  Failed
end

# Sends at once while nothing waits and the socket takes it; otherwise the text waits.
fn try_send(conn :: WsConn, client :: Client, text :: String) -> Sent do
  if is_idle(client) do sent(conn, text) else Waits end
end

fn sent(conn :: WsConn, text :: String) -> Sent do
  case Ws.try_send(conn, text) do
    Ok(_) -> Taken
    Err(_) -> if Ws.is_open(conn) do Waits else Failed end
  end
end

fn offer(streams :: Streams, conn :: WsConn, client :: Client, text :: String) -> Streams do
  case try_send(conn, client, text) do
    Taken -> streams
    Waits -> keep(streams, conn, client, text)
    Failed -> remove(streams, conn)
  end
end

# A count that waits is replaced: only the newest one is of interest.
fn offer_count(streams :: Streams, conn :: WsConn, client :: Client, text :: String) -> Streams do
  case try_send(conn, client, text) do
    Taken -> streams
    Waits -> put(streams, conn, %{client | count: Some(text)})
    Failed -> remove(streams, conn)
  end
end

fn keep(streams :: Streams, conn :: WsConn, client :: Client, text :: String) -> Streams do
  let waiting = Queue.push(client.waiting, text)
  let (bounded, lost) = bound(%{client | waiting: waiting, bytes: client.bytes + String.byte_length(text)}, streams.capacity, 0)
  put(%{streams | dropped: streams.dropped + lost}, conn, bounded)
end

# Above the capacity the oldest go: the client that is left, and how many texts went.
fn bound(client :: Client, capacity :: Int, lost :: Int) -> (Client, Int) do
  if Queue.size(client.waiting) > capacity or client.bytes > most_bytes() do
    let (oldest, rest) = Queue.pop(client.waiting)
    bound(%{client | waiting: rest, bytes: client.bytes - String.byte_length(oldest)}, capacity, lost + 1)
  else
    (client, lost)
  end
end

fn drain(streams :: Streams, conn :: WsConn, client :: Client) -> Streams do
  case Queue.take(client.waiting) do
    None -> drain_count(streams, conn, client)
    Some((text, rest)) -> case sent(conn, text) do
      Taken -> drain(streams, conn, %{client | waiting: rest, bytes: client.bytes - String.byte_length(text)})
      Waits -> put(streams, conn, client)
      Failed -> remove(streams, conn)
    end
  end
end

fn drain_count(streams :: Streams, conn :: WsConn, client :: Client) -> Streams do
  case client.count do
    None -> put(streams, conn, client)
    Some(text) -> case sent(conn, text) do
      Taken -> put(streams, conn, %{client | count: None})
      Waits -> put(streams, conn, client)
      Failed -> remove(streams, conn)
    end
  end
end

fn remove(streams :: Streams, conn :: WsConn) -> Streams do
  Ws.close(conn, 1011, "the connection failed")
  %{streams | clients: Map.delete(streams.clients, conn), closed: streams.closed + 1}
end
