##! What waits for a watcher that does not keep up.

pub struct Backlog do
  waiting :: Queue<String>
  bytes :: Int
  ## The newest count, sent after what waits.
  count :: Option<String>
end

# What may wait for one watcher, beside a mebibyte on its way to the socket.
fn most_bytes() -> Int = 7 * 1048576

## Nothing waits.
pub fn none() -> Backlog = Backlog { waiting: Queue.new(), bytes: 0, count: None }

## One text more; above the capacity the oldest go: how many went.
pub fn add(backlog :: Backlog, text :: String, capacity :: Int) -> (Backlog, Int) do
  let waiting = Queue.push(backlog.waiting, text)
  bound(%{backlog | waiting: waiting, bytes: backlog.bytes + String.byte_length(text)}, capacity, 0)
end

fn bound(backlog :: Backlog, capacity :: Int, lost :: Int) -> (Backlog, Int) do
  if Queue.size(backlog.waiting) > capacity or backlog.bytes > most_bytes() do
    let (oldest, rest) = Queue.pop(backlog.waiting)
    bound(
      %{backlog | waiting: rest, bytes: backlog.bytes - String.byte_length(oldest)},
      capacity,
      lost + 1
    )
  else
    (backlog, lost)
  end
end

## What became of an attempt to send what waits.
pub type Drained do
  ## All of it is on its way.
  CaughtUp
  ## The socket is full: this still waits.
  Behind(Backlog)
  ## The connection is over.
  Gone
end

## Sends as much as the socket takes, oldest first.
pub fn drain(conn :: WsConn, backlog :: Backlog) -> Drained do
  case Queue.take(backlog.waiting) do
    Some((text, rest)) ->
      case Ws.try_send(conn, text) do
        Ok(_) ->
          drain(conn, %{backlog | waiting: rest, bytes: backlog.bytes - String.byte_length(text)})
        Err(_) -> if Ws.is_open(conn) do Behind(backlog) else Gone end
      end
    None -> drain_count(conn, backlog)
  end
end

fn drain_count(conn :: WsConn, backlog :: Backlog) -> Drained do
  case backlog.count do
    None -> CaughtUp
    Some(text) ->
      case Ws.try_send(conn, text) do
        Ok(_) -> CaughtUp
        Err(_) -> if Ws.is_open(conn) do Behind(backlog) else Gone end
      end
  end
end
