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
  ## The connection is over; `failed` without a word.
  Gone(failed :: Bool)
end

## Whether a client may watch, asked anew each time.
pub struct Permit do
  holds :: Fun() -> Bool
end

## Whether it still may.
pub fn holds(permit :: Permit) -> Bool do
  let ask = permit.holds
  ask()
end

# How often it is asked whether the client still may.
fn check_ms() -> Int = 30000

## Ends the connection of a client that may not watch any more.
pub fn send_away(conn :: WsConn) -> () = Ws.close(conn, 1008, "no longer allowed")

## Registers the client, and does so again whenever there is a new stream manager. `permit` tells whether it still may watch.
actor subscription(conn :: WsConn, project_id :: String, filters :: Filters, permit :: Permit) do
  case Registry.streams() do
    Some(pid) when Result.is_ok(StreamManager.try_register_client(pid, conn, project_id, filters, 10000)) -> do
      Process.monitor(pid)
      registered(pid, conn, project_id, filters, permit)
    end
    _ -> do
      Timer.sleep(20)
      if Ws.is_open(conn) do
        subscription(conn, project_id, filters, permit)
      end
    end
  end
end

fn registered(manager :: Pid<StreamManager>, conn :: WsConn, project_id :: String, filters :: Filters, permit :: Permit) do
  receive do
    Filter(wanted, done) -> do
      if Result.is_err(StreamManager.try_set_filters(manager, conn, wanted, 10000)) do
        # It has just ended: the next one will put the client into its new room.
        Ws.leave(conn, Filters.room(project_id, filters))
      end
      Service.reply(done, ())
      registered(manager, conn, project_id, wanted, permit)
    end
    Known(done) -> do
      Service.reply(done, ())
      registered(manager, conn, project_id, filters, permit)
    end
    Gone(failed) -> StreamManager.remove_client(manager, conn, failed)
    (:down, _, _) -> subscription(conn, project_id, filters, permit)
  after check_ms() ->
    if not holds(permit) do
      send_away(conn)
    end
    registered(manager, conn, project_id, filters, permit)
  end
end
