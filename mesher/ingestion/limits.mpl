##! How much an event may hold, as Sentry documents it. What is longer is cut and marked.

from Ingestion.Cuts import Cuts, Limit
import Ingestion.Cuts
import Ingestion.Parts

## A Sentry event within the limits, and what was cut.
pub fn sentry(event :: Json) -> (Json, Cuts) = marked(Cuts.fields(event, Cuts.none(), of_sentry))

## A native event within the limits, and what was cut.
pub fn native(event :: Json) -> (Json, Cuts) = marked(Cuts.fields(event, Cuts.none(), of_native))

# With the marks inside, so that whoever reads the body knows.
fn marked(limited :: (Json, Cuts)) -> (Json, Cuts) do
  case limited do
    (JsonObject(fields), cuts) when cuts.total > 0 ->
      (JsonObject(Map.put(fields, Cuts.field(), JsonObject(cuts.marks))), cuts)
    other -> other
  end
end

fn of_sentry(name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case name do
    "exception" -> wrapped(value, cuts, exceptions, exception)
    "threads" -> wrapped(value, cuts, threads, thread)
    "stacktrace" | "sentry.interfaces.Stacktrace" -> stack(value, cuts)
    "breadcrumbs" -> wrapped(value, cuts, breadcrumbs, breadcrumb)
    "message" | "logentry" | "sentry.interfaces.Message" -> message(value, cuts)
    "debug_meta" -> Cuts.bag(value, 6, 262144, "debug_meta", name, cuts)
    "_meta" -> Cuts.bag(value, 12, 65536, "_meta", name, cuts)
    _ -> common(name, value, cuts)
  end
end

fn of_native(name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case name do
    "exception" -> Cuts.fields(value, cuts, exception_field)
    "stacktrace" -> listed(value, cuts, frames)
    "breadcrumbs" -> listed(value, cuts, breadcrumbs)
    "message" -> message(value, cuts)
    "user_context" -> Cuts.bag(value, 7, 8192, "user", name, cuts)
    _ -> common(name, value, cuts)
  end
end

# What both forms name alike.
fn common(name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case name do
    "tags" -> tags(value, cuts)
    "fingerprint" -> fingerprint(value, cuts)
    "extra" -> extra(value, cuts)
    "contexts" -> contexts(value, cuts)
    "user" | "sentry.interfaces.User" -> Cuts.bag(value, 7, 8192, "user", name, cuts)
    "request" | "sentry.interfaces.Http" -> Cuts.fields(value, cuts, request_field)
    "modules" -> Cuts.bag(value, 2, 65536, "modules", name, cuts)
    "release" -> Cuts.text(value, 250, "release", name, cuts)
    "environment" | "dist" | "platform" | "level" -> Cuts.text(value, 64, name, name, cuts)
    "transaction" | "culprit" | "server_name" | "logger" -> Cuts.text(value, 200, name, name, cuts)
    _ -> Cuts.bag(value, 7, 16384, "other", name, cuts)
  end
end

# ---- exceptions and stacks --------------------------------------------------------------------------------------

# A list, bare or under `values`, or one element alone.
fn wrapped(
  value :: Json,
  cuts :: Cuts,
  all :: Fun(List<Json>, Cuts) -> (List<Json>, Cuts),
  alone :: Fun(Json, Cuts) -> (Json, Cuts)
) -> (Json, Cuts) do
  case (value, Json.field(value, "values")) do
    (JsonArray(_), _) -> listed(value, cuts, all)
    (_, Some(JsonArray(_))) ->
      Cuts.fields(value, cuts, fn name, item, cuts ->
        if name == "values" do
          listed(item, cuts, all)
        else
          Cuts.bag(item, 3, 1024, "other", name, cuts)
        end
      end)
    _ -> alone(value, cuts)
  end
end

fn listed(
  value :: Json,
  cuts :: Cuts,
  limit :: Fun(List<Json>, Cuts) -> (List<Json>, Cuts)
) -> (Json, Cuts) do
  case value do
    JsonArray(all) -> do
      let (limited, now) = limit(all, cuts)
      (JsonArray(limited), now)
    end
    other -> (other, cuts)
  end
end

fn exceptions(all :: List<Json>, cuts :: Cuts) -> (List<Json>, Cuts) do
  let (kept, now) = Cuts.ends(all, 50, "exceptions", "exception", cuts)
  Cuts.each(kept, now, exception)
end

fn exception(value :: Json, cuts :: Cuts) -> (Json, Cuts) =
  Cuts.fields(value, cuts, exception_field)

fn exception_field(name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case name do
    "stacktrace" | "raw_stacktrace" -> stack(value, cuts)
    "type" | "type_name" | "module" | "module_name" ->
      Cuts.text(value, 256, "exceptions", "exception.${name}", cuts)
    "value" ->
      case value do
        JsonString(_) -> Cuts.text(value, 8192, "exceptions", "exception.value", cuts)
        other -> Cuts.bag(other, 5, 8192, "exceptions", "exception.value", cuts)
      end
    _ -> Cuts.bag(value, 5, 8192, "exceptions", "exception.${name}", cuts)
  end
end

# Those that crashed or ran before the others.
fn threads(all :: List<Json>, cuts :: Cuts) -> (List<Json>, Cuts) do
  let ordered = if List.length(all) <= 256 do
    all
  else
    let (first, others) = List.partition(all, fn thread ->
      List.any(["crashed", "current"], fn flag ->
        Json.field(thread, flag) == Some(JsonBool(true))
      end)
    end)
    first ++ others
  end
  let (kept, now) = Cuts.first(ordered, 256, "threads", "threads", cuts)
  Cuts.each(kept, now, thread)
end

fn thread(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  Cuts.fields(value, cuts, fn name, item, cuts ->
    if name == "stacktrace" or name == "raw_stacktrace" do
      stack(item, cuts)
    else
      Cuts.bag(item, 4, 1024, "threads", "threads.${name}", cuts)
    end
  end)
end

fn stack(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case value do
    JsonArray(_) -> listed(value, cuts, frames)
    _ ->
      Cuts.fields(value, cuts, fn name, item, cuts ->
        if name == "frames" do
          listed(item, cuts, frames)
        else
          Cuts.bag(item, 3, 4096, "stacktrace", "stacktrace.${name}", cuts)
        end
      end)
  end
end

# The first and the last are kept: where the program began and where it failed.
fn frames(all :: List<Json>, cuts :: Cuts) -> (List<Json>, Cuts) do
  let said = if List.length(all) <= 250 do all else List.filter(all, Parts.is_filled) end
  let (kept, _) = Cuts.ends(said, 250, "frames", "stacktrace.frames", cuts)
  let (length, left) = (List.length(all), List.length(kept))
  let now =
    if left == length do cuts else Cuts.note(cuts, "frames", "stacktrace.frames", length, left) end
  Cuts.each(kept, now, fn frame, cuts ->
    if Cuts.all_fit(frame, of_frame) do (frame, cuts) else Cuts.fields(frame, cuts, frame_field) end
  end)
end

fn of_frame(name :: String) -> Limit do
  case name do
    "function" | "function_name" | "module" | "filename" | "raw_function" -> Text(512)
    "abs_path" | "source_link" -> Text(2048)
    "context_line" -> Text(1024)
    "pre_context" | "post_context" -> Lines(20, 1024)
    "vars" -> Bag(5, 4096)
    _ -> Bag(4, 1024)
  end
end

fn frame_field(name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  let kind = if name == "vars" do "vars" else "frames" end
  Cuts.limited(of_frame(name), value, kind, "frames.${name}", cuts)
end

# ---- other parts ------------------------------------------------------------------------------------------------

fn message(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case value do
    JsonObject(_) ->
      Cuts.fields(value, cuts, fn name, item, cuts ->
        if name == "params" do
          Cuts.bag(item, 3, 8192, "message", "message.params", cuts)
        else
          Cuts.text(item, 8192, "message", "message", cuts)
        end
      end)
    other -> Cuts.text(other, 8192, "message", "message", cuts)
  end
end

fn breadcrumbs(all :: List<Json>, cuts :: Cuts) -> (List<Json>, Cuts) do
  let (kept, now) = Cuts.last(all, 100, "breadcrumbs", "breadcrumbs", cuts)
  Cuts.each(kept, now, breadcrumb)
end

fn breadcrumb(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  if Cuts.all_fit(value, of_breadcrumb) do
    (value, cuts)
  else
    Cuts.fields(value, cuts, fn name, item, cuts ->
      Cuts.limited(of_breadcrumb(name), item, "breadcrumbs", "breadcrumbs.${name}", cuts)
    end)
  end
end

fn of_breadcrumb(name :: String) -> Limit do
  case name do
    "message" -> Text(8192)
    "data" -> Bag(5, 4096)
    _ -> Bag(3, 1024)
  end
end

fn contexts(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  if Cuts.all_fit(value, fn _ -> Bag(7, 8192) end) do
    (value, cuts)
  else
    Cuts.fields(value, cuts, fn key, item, cuts ->
      Cuts.bag(item, 7, 8192, "contexts", "contexts.${key}", cuts)
    end)
  end
end

# Names and values of 200 characters each, 200 of them.
fn tags(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case value do
    JsonArray(_) ->
      listed(value, cuts, fn all, cuts ->
        let (kept, now) = Cuts.first(all, 200, "tags", "tags", cuts)
        Cuts.each(kept, now, fn pair, cuts -> listed(pair, cuts, tag_pair) end)
      end)
    JsonObject(all) -> do
      let (few, now) = if Map.size(all) > 200 do
        (
          Map.take(all, List.take(Map.keys(all), 200)),
          Cuts.note(cuts, "tags", "tags", Map.size(all), 200)
        )
      else
        (all, cuts)
      end
      let (kept, done) = Cuts.fields(JsonObject(few), now, tag)
      long_names(kept, done)
    end
    other -> Cuts.bag(other, 3, 1024, "tags", "tags", cuts)
  end
end

fn tag_pair(pair :: List<Json>, cuts :: Cuts) -> (List<Json>, Cuts) do
  let (kept, now) = Cuts.first(pair, 2, "tags", "tags", cuts)
  Cuts.each(kept, now, fn part, cuts -> tag("", part, cuts) end)
end

fn tag(_name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case value do
    JsonString(_) -> Cuts.text(value, 200, "tags", "tags", cuts)
    other -> Cuts.bag(other, 3, 200, "tags", "tags", cuts)
  end
end

fn long_names(tags :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case tags do
    JsonObject(all) when Map.any(all, fn name, _ -> String.byte_length(name) > 200 end) -> do
      let short = Map.map_entries(all, fn name, value -> (String.slice(name, 0, 200), value) end)
      (JsonObject(short), Cuts.note(cuts, "tags", "tags", Map.size(all), Map.size(short)))
    end
    other -> (other, cuts)
  end
end

fn fingerprint(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case value do
    JsonArray(_) ->
      listed(value, cuts, fn all, cuts ->
        let (kept, now) = Cuts.first(all, 20, "fingerprint", "fingerprint", cuts)
        Cuts.each(kept, now, fn part, cuts ->
          case part do
            JsonString(_) -> Cuts.text(part, 200, "fingerprint", "fingerprint", cuts)
            other -> Cuts.bag(other, 3, 200, "fingerprint", "fingerprint", cuts)
          end
        end)
      end)
    JsonString(_) -> Cuts.text(value, 4000, "fingerprint", "fingerprint", cuts)
    other -> Cuts.bag(other, 3, 200, "fingerprint", "fingerprint", cuts)
  end
end

# Each value has 16 KiB, all of them 256 KiB.
fn extra(value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  let (kept, now) = Cuts.fields(value, cuts, fn name, item, cuts ->
    Cuts.bag(item, 7, 16384, "extra", "extra.${name}", cuts)
  end)
  Cuts.bag(kept, 9, 262144, "extra", "extra", now)
end

fn request_field(name :: String, value :: Json, cuts :: Cuts) -> (Json, Cuts) do
  case name do
    "url" | "method" -> Cuts.text(value, 2048, "request", "request.${name}", cuts)
    _ -> Cuts.bag(value, 7, 16384, "request", "request.${name}", cuts)
  end
end
