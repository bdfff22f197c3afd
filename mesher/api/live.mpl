##! WebSocket: events in, changes out.

from Api.Context import Context, failure
from Api.Subscription import subscription, Watcher, Wish
from Ingestion.Fields import present, text_or_empty
from Ingestion.Pipeline import Answer, Denial
from Services.EventProcessor import Submission
from Services.Registry import Pipeline
from Storage.Projects import Project
import Api.Guard
import Api.Native
import Ingestion.Auth
import Ingestion.Pipeline
import Streaming.Filters

fn closed(_conn :: WsConn, code :: Int, _reason :: String) -> () =
  println("[WS] Connection closed: ${code}")

# ---- out --------------------------------------------------------------------------------------------------------

## `/stream/projects/:project`: what happens in a project, as it happens.
pub fn stream(context :: Context, request :: Request) -> Response do
  Guard.watcher(context, request, fn _, project ->
    case Ws.upgrade_with(request, %{Ws.options() | origins: ["*"], max_bytes: 262144}) do
      None -> failure(426, "this is a WebSocket")
      Some(conn) ->
        watch(Watcher {
          conn: conn,
          project_id: project.id,
          filters: Filters.open(),
          may: fn -> may_watch(context, request) end,
          asked_at: Timer.now()
        })
    end
  end)
end

# A session may end, and a member may go, while somebody watches.
fn may_watch(context :: Context, request :: Request) -> Bool do
  let answer = Guard.watcher(context, request, fn _, _ -> HTTP.response(204, "") end)
  not List.contains([401, 403, 404], answer.status)
end

fn watch(watcher :: Watcher) -> Response do
  let watching = spawn(subscription, watcher)
  # Whatever the client is answered, it has missed nothing since then.
  let _ = Service.try_call(watching, fn to -> Known(to) end, patience())
  Ws.run(
    watcher.conn,
    fn from, text -> answer(watching, from, text) end,
    fn from, code, reason ->
      # 1006: it fell silent, or its connection broke.
      send(watching, Gone(code == 1006))
      closed(from, code, reason)
    end
  )
  HTTP.response(101, "")
end

fn patience() -> Int = 10000

fn answer(watching :: Pid<Wish>, conn :: WsConn, text :: String) -> () do
  if Result.unwrap_or(Service.try_call(watching, fn to -> May(to) end, patience()), true) do
    reply(watching, conn, text)
  end
end

fn reply(watching :: Pid<Wish>, conn :: WsConn, text :: String) -> () do
  let reply = case Json.parse(text) do
    Err(_) -> problem("invalid subscribe message")
    Ok(JsonObject(_) as fields) -> asked(watching, fields)
    Ok(_) -> problem("filter parse failed")
  end
  let _ = Ws.send(conn, Json.encode(reply))
  ()
end

fn problem(text :: String) -> Json = json { type: "error", message: text }

fn asked(watching :: Pid<Wish>, message :: Json) -> Json do
  case text_or_empty(message, "type") do
    "" | "subscribe" ->
      case present(message, "filters") do
        None -> filtered(watching, JsonNull)
        Some(JsonObject(_) as fields) -> filtered(watching, fields)
        Some(_) -> problem("filter parse failed")
      end
    "ping" -> json { type: "pong" }
    _ -> problem("unknown message type")
  end
end

# Before the answer goes out the filters hold: what is sent behind it is filtered.
fn filtered(watching :: Pid<Wish>, wanted :: Json) -> Json do
  case Filters.parse(wanted) do
    Err(reason) -> problem(reason)
    Ok(filters) ->
      case Service.try_call(watching, fn to -> Filter(filters, to) end, patience()) do
        Ok(_) -> json { type: "filters_updated" }
        Err(_) -> problem("unavailable")
      end
  end
end

# ---- in ---------------------------------------------------------------------------------------------------------

## `/ingest`: each text is one event of Mesher's own form.
pub fn ingest(context :: Context, request :: Request) -> Response do
  let key = Auth.key_of(request)
  case Pipeline.authorised(request, key) do
    Ok(_) -> upgraded(context, request, key)
    Err(denial) -> Native.denied(denial)
  end
end

fn upgraded(context :: Context, request :: Request, key :: Option<String>) -> Response do
  # Origins have been looked at, as those of events over HTTP.
  case Ws.upgrade_with(request, %{Ws.options() | origins: ["*"], max_bytes: 5242880}) do
    None -> failure(426, "this is a WebSocket")
    Some(conn) -> do
      Ws.run(conn, fn from, text -> take(context, request, key, from, text) end, closed)
      HTTP.response(101, "")
    end
  end
end

fn take(
  context :: Context,
  request :: Request,
  key :: Option<String>,
  conn :: WsConn,
  text :: String
) -> () do
  # A service that ends meanwhile is this event's misfortune, not the connection's.
  let refusal = case Job.await(Job.async(fn -> submit(context, request, key, text) end)) do
    Ok(done) -> done
    Err(_) -> Some("unavailable")
  end
  let reply = case refusal do
    Some(reason) -> json { error: reason }
    None -> json { status: "accepted" }
  end
  let _ = Ws.send(conn, Json.encode(reply))
  ()
end

# Why an event is refused, if it is. The key may have been revoked since the handshake, and the pages may be others.
fn submit(
  context :: Context,
  request :: Request,
  key :: Option<String>,
  text :: String
) -> Option<String> do
  case Pipeline.authorised(request, key) do
    Ok((pipeline, project)) -> submit_to(context, pipeline, project, text)
    Err(NotReady) -> Some("unavailable")
    Err(NoKey) | Err(UnknownKey) -> Some("unauthorized")
    Err(ForeignOrigin) -> Some("origin not allowed")
    Err(NotKnown(error)) -> do
      Log.error("internal error", json { error: error })
      Some("internal error")
    end
  end
end

fn submit_to(
  context :: Context,
  pipeline :: Pipeline,
  project :: Project,
  text :: String
) -> Option<String> do
  if not Pipeline.is_sampled(project) do
    None
  else if not Pipeline.take_tokens(pipeline, project, 1).allowed do
    Some("rate limited")
  else if String.byte_length(text) > context.config.max_event_bytes do
    Some("payload too large")
  else
    case Pipeline.submit(pipeline, context.config, project, NativeEvent(text)) do
      Accepted(_, _) -> None
      Refused(reason) -> Some(reason)
      Unstored -> Some("unavailable")
    end
  end
end
