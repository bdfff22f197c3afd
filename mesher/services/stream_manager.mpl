##! Who watches which project, and what waits for clients that do not keep up.

struct Client do
  project_id :: String
  level :: String
  environment :: String
  # Oldest first.
  waiting :: List<String>
end

struct Streams do
  clients :: Map<Int, Client>
  capacity :: Int
  dropped :: Int
end

service StreamManager do
  fn init(capacity :: Int) -> Streams = Streams { clients: %{}, capacity: capacity, dropped: 0 }

  cast RegisterClient(conn :: Int, project_id :: String) do |streams|
    let client = Client { project_id: project_id, level: "", environment: "", waiting: [] }
    %{streams | clients: Map.put(streams.clients, conn, client)}
  end

  cast RemoveClient(conn :: Int) do |streams|
    %{streams | clients: Map.delete(streams.clients, conn)}
  end

  ## Replaces both filters; "" lets everything pass. What waits stays.
  cast SetFilters(conn :: Int, level :: String, environment :: String) do |streams|
    case Map.fetch(streams.clients, conn) do
      None -> streams
      Some(client) -> do
        let filtered = %{client | level: level, environment: environment}
        %{streams | clients: Map.put(streams.clients, conn, filtered)}
      end
    end
  end

  ## An event for everybody whose filters it passes.
  cast PublishEvent(project_id :: String, level :: String, environment :: String, text :: String) do |streams|
    deliver(streams, text, fn client ->
      client.project_id == project_id and passes(client.level, level) and passes(client.environment, environment)
    end)
  end

  ## A notice for everybody who watches the project.
  cast PublishNotice(project_id :: String, text :: String) do |streams|
    deliver(streams, text, fn client -> client.project_id == project_id end)
  end

  cast DrainBuffers() do |streams|
    Map.to_list(streams.clients) |> List.reduce(streams, fn done, entry ->
      let (conn, client) = entry
      if List.is_empty(client.waiting) do done else drain(done, conn, client) end
    end)
  end

  call IsStreamClient(conn :: Int) :: Bool do |streams|
    (streams, Map.has_key(streams.clients, conn))
  end

  call ClientCount() :: Int do |streams|
    (streams, Map.size(streams.clients))
  end
end

fn passes(wanted :: String, found :: String) -> Bool = wanted == "" or wanted == found

fn deliver(streams :: Streams, text :: String, wants :: Fun(Client) -> Bool) -> Streams do
  List.reduce(Map.to_list(streams.clients), streams, fn done, entry ->
    let (conn, client) = entry
    if wants(client) do offer(done, conn, client, text) else done end
  end)
end

# Sends at once while nothing waits and the socket takes it; otherwise the text waits, and above the capacity the oldest goes.
fn offer(streams :: Streams, conn :: Int, client :: Client, text :: String) -> Streams do
  let sent = if List.is_empty(client.waiting) do Ws.send(conn, text) else -2 end
  case sent do
    0 -> streams
    -1 -> %{streams | clients: Map.delete(streams.clients, conn)}
    _ -> do
      let waiting = List.append(client.waiting, text)
      let excess = List.length(waiting) - streams.capacity
      let kept = if excess > 0 do List.drop(waiting, excess) else waiting end
      let lost = if excess > 0 do excess else 0 end
      let clients = Map.put(streams.clients, conn, %{client | waiting: kept})
      %{streams | clients: clients, dropped: streams.dropped + lost}
    end
  end
end

fn drain(streams :: Streams, conn :: Int, client :: Client) -> Streams do
  case client.waiting do
    [] -> %{streams | clients: Map.put(streams.clients, conn, client)}
    text :: rest -> case Ws.send(conn, text) do
      0 -> drain(streams, conn, %{client | waiting: rest})
      -1 -> %{streams | clients: Map.delete(streams.clients, conn)}
      _ -> %{streams | clients: Map.put(streams.clients, conn, client)}
    end
  end
end
