##! WebSocket: events in, changes out.

from Api.Context import Context, failure, internal, unavailable
from Api.Subscription import subscription, Filters
from Ingestion.Fields import present, text_or_empty
from Ingestion.Pipeline import Answer
from Services.EventProcessor import Submission
from Services.Registry import Pipeline
from Services.StreamManager import StreamManager
from Storage.Projects import Project
import Ingestion.Auth
import Ingestion.Pipeline
import Services.Registry
import Storage.Projects

fn closed(_conn :: WsConn, code :: Int, _reason :: String) -> () = println("[WS] Connection closed: ${code}")

# ---- out --------------------------------------------------------------------------------------------------------

## `/stream/projects/:project`: what happens in a project, as it happens.
pub fn stream(context :: Context, request :: Request) -> Response do
  case Projects.find(context.db, Option.unwrap_or(Request.param(request, "project"), "")) do
    Err(error) -> internal(error)
    Ok(None) -> failure(404, "project not found")
    Ok(Some(project)) -> case Ws.upgrade(request) do
      None -> failure(426, "this is a WebSocket")
      Some(conn) -> watch(project, conn)
    end
  end
end

fn watch(project :: Project, conn :: WsConn) -> Response do
  Ws.join(conn, "project:${project.id}")
  let watching = spawn(subscription, conn, project.id, [], [])
  Process.on_exit(fn -> send(watching, Gone) end)
  Ws.run(conn, fn from, text -> answer(watching, from, text) end, closed)
  HTTP.response(101, "")
end

fn answer(watching :: Pid<Filters>, conn :: WsConn, text :: String) -> () do
  let reply = case Json.parse(text) do
    Err(_) -> problem("invalid subscribe message")
    Ok(JsonObject(fields)) -> asked(watching, conn, JsonObject(fields))
    Ok(_) -> problem("filter parse failed")
  end
  Ws.send(conn, Json.encode(reply))
  ()
end

fn problem(text :: String) -> Json = json { type: "error", message: text }

fn asked(watching :: Pid<Filters>, conn :: WsConn, message :: Json) -> Json do
  case text_or_empty(message, "type") do
    "" | "subscribe" -> case present(message, "filters") do
      None -> filtered(watching, conn, JsonNull)
      Some(JsonObject(fields)) -> filtered(watching, conn, JsonObject(fields))
      Some(_) -> problem("filter parse failed")
    end
    "ping" -> json { type: "pong" }
    _ -> problem("unknown message type")
  end
end

fn filtered(watching :: Pid<Filters>, conn :: WsConn, filters :: Json) -> Json do
  case (values(filters, "level"), values(filters, "environment")) do
    (Some(levels), Some(environments)) -> do
      send(watching, Filters(levels, environments))
      # Before the answer goes out: what is sent after it must be filtered.
      case Registry.streams() do
        Some(pid) -> StreamManager.set_filters(pid, conn, levels, environments)
        None -> ()
      end
      json { type: "filters_updated" }
    end
    _ -> problem("filter parse failed")
  end
end

# The values of a filter: none when everything passes; `None` when it is no text and no list of texts.
fn values(filters :: Json, name :: String) -> Option<List<String>> do
  case present(filters, name) do
    None -> Some([])
    Some(JsonString("")) -> Some([])
    Some(JsonString(value)) -> Some([value])
    Some(JsonArray(all)) -> texts(all, [])
    Some(_) -> None
  end
end

fn texts(all :: List<Json>, done :: List<String>) -> Option<List<String>> do
  case all do
    [] -> Some(done)
    JsonString(text) :: rest -> texts(rest, List.append(done, text))
    _ -> None
  end
end

# ---- in ---------------------------------------------------------------------------------------------------------

## `/ingest`: each text is one event of Mesher's own form.
pub fn ingest(context :: Context, request :: Request) -> Response do
  case Registry.current() do
    None -> unavailable()
    Some(pipeline) -> case Auth.key_of(request, None) do
      None -> failure(401, "unauthorized")
      Some(key) -> case Pipeline.project_of(pipeline, key) do
        Ok(Some(_)) -> upgraded(context, request, key)
        Ok(None) -> failure(401, "unauthorized")
        Err(error) -> internal(error)
      end
    end
  end
end

fn upgraded(context :: Context, request :: Request, key :: String) -> Response do
  # From any page, as events over HTTP: the key tells the project.
  case Ws.upgrade_with(request, %{Ws.options() | origins: ["*"], max_bytes: 5242880}) do
    None -> failure(426, "this is a WebSocket")
    Some(conn) -> do
      Ws.run(conn, fn from, text -> take(context, key, from, text) end, closed)
      HTTP.response(101, "")
    end
  end
end

fn take(context :: Context, key :: String, conn :: WsConn, text :: String) -> () do
  # A service that ends meanwhile is this event's misfortune, not the connection's.
  let refusal = case Job.await(Job.async(fn -> submit(context, key, text) end)) do
    Ok(done) -> done
    Err(_) -> Some("unavailable")
  end
  let reply = case refusal do
    Some(reason) -> json { error: reason }
    None -> json { status: "accepted" }
  end
  Ws.send(conn, Json.encode(reply))
  ()
end

# Why an event is refused, if it is. The key may have been revoked since the handshake.
fn submit(context :: Context, key :: String, text :: String) -> Option<String> do
  case Registry.current() do
    None -> Some("unavailable")
    Some(pipeline) -> case Pipeline.project_of(pipeline, key) do
      Ok(Some(project)) -> submit_to(context, pipeline, project, text)
      Ok(None) -> Some("unauthorized")
      Err(error) -> do
        IO.eprintln("[Mesher] internal error: ${error}")
        Some("internal error")
      end
    end
  end
end

fn submit_to(context :: Context, pipeline :: Pipeline, project :: Project, text :: String) -> Option<String> do
  if not Pipeline.take_token(pipeline, project).allowed do
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
