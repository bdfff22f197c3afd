##! WebSocket: events in, changes out.

from Api.Context import Context, failure, internal
from Ingestion.Event import Outcome
from Ingestion.Fields import text_or_empty, present
from Services.Registry import PipelineRegistry
from Services.StreamManager import StreamManager
from Storage.Projects import Project
import Ingestion.Auth
import Ingestion.Native
import Ingestion.Pipeline
import Storage.Projects

## `/stream/projects/:project`: what happens in a project, as it happens.
pub fn stream(context :: Context, request :: Request) -> Response do
  case Projects.find(context.db, Option.unwrap_or(Request.param(request, "project"), "")) do
    Err(error) -> internal(error)
    Ok(None) -> failure(404, "project not found")
    Ok(Some(project)) -> case PipelineRegistry.get_streams(context.registry) do
      None -> failure(503, "unavailable")
      Some(streams) -> case Ws.upgrade(request) do
        None -> failure(426, "this is a WebSocket")
        Some(conn) -> watch(streams, project, conn)
      end
    end
  end
end

fn watch(streams :: Pid<StreamManager>, project :: Project, conn :: Int) -> Response do
  Process.on_exit(fn -> StreamManager.remove_client(streams, conn) end)
  Ws.join(conn, "project:${project.id}")
  StreamManager.register_client(streams, conn, project.id)
  Ws.run(conn, fn from, text -> subscribe(streams, from, text) end, closed)
  HTTP.response(101, "")
end

fn closed(_conn :: Int, code :: Int, _reason :: String) -> () = println("[WS] Connection closed: ${code}")

fn subscribe(streams :: Pid<StreamManager>, conn :: Int, text :: String) -> () do
  let answer = case Json.parse(text) do
    Err(_) -> problem("invalid subscribe message")
    Ok(JsonObject(fields)) -> asked(streams, conn, JsonObject(fields))
    Ok(_) -> problem("filter parse failed")
  end
  Ws.send(conn, answer)
  ()
end

fn problem(text :: String) -> String = Json.encode(json { type: "error", message: text })

fn asked(streams :: Pid<StreamManager>, conn :: Int, message :: Json) -> String do
  case text_or_empty(message, "type") do
    "" | "subscribe" -> case present(message, "filters") do
      None -> filtered(streams, conn, JsonNull)
      Some(JsonObject(fields)) -> filtered(streams, conn, JsonObject(fields))
      Some(_) -> problem("filter parse failed")
    end
    "ping" -> "{\"type\":\"pong\"}"
    _ -> problem("unknown message type")
  end
end

fn filtered(streams :: Pid<StreamManager>, conn :: Int, filters :: Json) -> String do
  StreamManager.set_filters(streams, conn, text_or_empty(filters, "level"), text_or_empty(filters, "environment"))
  "{\"type\":\"filters_updated\"}"
end

## `/ingest`: each text is one native event.
pub fn ingest(context :: Context, request :: Request) -> Response do
  case Option.map(Auth.key_of(request, None), fn key -> Projects.by_key(context.db, key) end) do
    Some(Ok(Some(project))) -> case Ws.upgrade(request) do
      None -> failure(426, "this is a WebSocket")
      Some(conn) -> do
        Ws.run(conn, fn from, text -> take(context, project, from, text) end, closed)
        HTTP.response(101, "")
      end
    end
    Some(Err(error)) -> internal(error)
    _ -> failure(401, "unauthorized")
  end
end

fn take(context :: Context, project :: Project, conn :: Int, text :: String) -> () do
  let refusal = if String.byte_length(text) > context.config.max_event_bytes do
    Some("payload too large")
  else if not Pipeline.within_limit(context.registry, project) do
    Some("rate limited")
  else
    case Native.parse(text) do
      Err(reason) -> Some(reason)
      Ok(event) -> case Pipeline.accept(context.registry, project, event) do
        Failed(_) -> Some("unavailable")
        _ -> None
      end
    end
  end
  let answer = case refusal do
    Some(reason) -> Json.encode(json { error: reason })
    None -> "{\"status\":\"accepted\"}"
  end
  Ws.send(conn, answer)
  ()
end
