##! Keeps a stream client known to the stream manager, which forgets everything when it restarts.

from Services.StreamManager import StreamManager
import Services.Registry

pub type Filters do
  Filters(levels :: List<String>, environments :: List<String>)
  ## The connection is over.
  Gone
end

## Registers the client, and does so again whenever there is a new stream manager.
actor subscription(conn :: WsConn, project_id :: String, levels :: List<String>, environments :: List<String>) do
  case Registry.streams() do
    None -> do
      Timer.sleep(20)
      subscription(conn, project_id, levels, environments)
    end
    Some(pid) -> do
      Process.monitor(pid)
      StreamManager.register_client(pid, conn, project_id, levels, environments)
      registered(pid, conn, project_id, levels, environments)
    end
  end
end

fn registered(
  manager :: Pid<StreamManager>,
  conn :: WsConn,
  project_id :: String,
  levels :: List<String>,
  environments :: List<String>
) do
  receive do
    Filters(new_levels, new_environments) -> registered(manager, conn, project_id, new_levels, new_environments)
    Gone -> StreamManager.remove_client(manager, conn)
    (:down, _, _) -> subscription(conn, project_id, levels, environments)
  end
end
