##! Keeps a stream client known to the stream manager, which forgets everything when it restarts.

from Services.StreamManager import StreamManager
from Streaming.Filters import Filters
import Services.Registry
import Streaming.Filters

pub type Wish do
  ## Other filters; answered when they hold.
  Filter(filters :: Filters, done :: ReplyTo<()>)
  ## Answered when the client is known.
  Known(done :: ReplyTo<()>)
  ## Whether the client still may watch.
  May(answer :: ReplyTo<Bool>)
  ## The connection is over; `failed` without a word.
  Gone(failed :: Bool)
end

## A client.
pub struct Watcher do
  conn :: WsConn
  project_id :: String
  filters :: Filters
  ## Whether it may watch, asked anew each time.
  may :: Fun() -> Bool
  ## When that was asked, on the clock that only goes forward, in ms.
  asked_at :: Int
end

# How often it is asked whether a client still may: at most, whatever the client sends, and at least.
fn shortest_ms() -> Int = 1000

fn longest_ms() -> Int = 30000

## Registers the client, and does so again whenever there is a new stream manager.
actor subscription(watcher :: Watcher) do
  let manager = Registry.streams()
  case (manager, Option.map_or(manager, false, fn pid -> is_registered(pid, watcher) end)) do
    (Some(pid), true) -> do
      Process.monitor(pid)
      registered(pid, watcher)
    end
    _ -> do
      Timer.sleep(20)
      if Ws.is_open(watcher.conn) do
        subscription(watcher)
      end
    end
  end
end

fn is_registered(manager :: Pid<StreamManager>, watcher :: Watcher) -> Bool do
  Result.is_ok(
    StreamManager.try_register_client(
      manager,
      watcher.conn,
      watcher.project_id,
      watcher.filters,
      10000
    )
  )
end

fn registered(manager :: Pid<StreamManager>, watcher :: Watcher) do
  receive do
    Filter(wanted, done) -> do
      if Result.is_err(StreamManager.try_set_filters(manager, watcher.conn, wanted, 10000)) do
        # It has just ended: the next one will put the client into its new room.
        let _ = Ws.leave(watcher.conn, Filters.room(watcher.project_id, watcher.filters))
      end
      Service.reply(done, ())
      registered(manager, %{watcher | filters: wanted})
    end
    Known(done) -> do
      Service.reply(done, ())
      registered(manager, watcher)
    end
    May(answer) -> do
      let is_fresh = Timer.now() - watcher.asked_at < shortest_ms()
      let (allowed, next) = if is_fresh do (true, watcher) else checked(watcher) end
      Service.reply(answer, allowed)
      registered(manager, next)
    end
    Gone(failed) -> StreamManager.remove_client(manager, watcher.conn, failed)
    (:down, _, _) -> subscription(watcher)
  after longest_ms() -> registered(manager, Tuple.second(checked(watcher)))
  end
end

# Who may watch no longer is sent away.
fn checked(watcher :: Watcher) -> (Bool, Watcher) do
  let ask = watcher.may
  let allowed = ask()
  if not allowed do
    Ws.close(watcher.conn, 1008, "no longer allowed")
  end
  (allowed, %{watcher | asked_at: Timer.now()})
end
