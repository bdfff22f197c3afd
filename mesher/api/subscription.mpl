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

## Registers the client, and does so again whenever there is a new stream manager.
actor subscription(conn :: WsConn, project_id :: String, filters :: Filters) do
  case Registry.streams() do
    Some(pid) when Result.is_ok(StreamManager.try_register_client(pid, conn, project_id, filters, 10000)) -> do
      Process.monitor(pid)
      registered(pid, conn, project_id, filters)
    end
    _ -> do
      Timer.sleep(20)
      if Ws.is_open(conn) do
        subscription(conn, project_id, filters)
      end
    end
  end
end

fn registered(manager :: Pid<StreamManager>, conn :: WsConn, project_id :: String, filters :: Filters) do
  receive do
    Filter(wanted, done) -> do
      if Result.is_err(StreamManager.try_set_filters(manager, conn, wanted, 10000)) do
        # It has just ended: the next one will put the client into its new room.
        Ws.leave(conn, Filters.room(project_id, filters))
      end
      Service.reply(done, ())
      registered(manager, conn, project_id, wanted)
    end
    Known(done) -> do
      Service.reply(done, ())
      registered(manager, conn, project_id, filters)
    end
    Gone(failed) -> StreamManager.remove_client(manager, conn, failed)
    (:down, _, _) -> subscription(conn, project_id, filters)
  end
end
