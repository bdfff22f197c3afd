# What `meshc observe` compiles and runs: asks an observer, and prints what it says.
struct Overview do
  actors :: Int
  queued :: Int
  messages :: Int
  heap_bytes :: Int
  workers :: Int
  turns :: Int
  resident_bytes :: Int
end deriving(Json)

struct Doing do
  what :: String
  of :: Option<Int>
  left_ms :: Option<Int>
end deriving(Json)

struct Actor do
  pid :: Int
  names :: List<String>
  function :: String
  doing :: Doing
  age_ms :: Int
  mailbox :: Int
  bound :: Option<Int>
  dropped :: Int
  messages :: Int
  memory :: Int
  stack :: Int
  reductions :: Int
  timers :: Int
  message_type :: String
  is_supervisor :: Bool
  is_service :: Bool
  starter :: Option<Int>
  supervisor :: Option<Int>
  links :: List<Int>
  monitors :: List<Int>
  monitored_by :: List<Int>
end deriving(Json)

struct SetTimer do
  left_ms :: Int
  what :: String
end deriving(Json)

struct Entry do
  number :: Int
  ms :: Int
  what :: String
  from :: Option<Int>
  to :: Option<Int>
  text :: String
end deriving(Json)

struct Trace do
  next :: Int
  missed :: Int
  entries :: List<Entry>
end deriving(Json)

# What is shown of one actor alone.
struct Details do
  set_timers :: List<SetTimer>
  waiting :: Option<List<String>>
  last_message :: Option<String>
end deriving(Json)

struct Branch do
  pid :: Int
  parent :: Option<Int>
  child :: Option<String>
  names :: List<String>
  is_supervisor :: Bool
end deriving(Json)

struct Snapshot do
  process :: Int
  uptime_ms :: Int
  overview :: Overview
  timers :: Int
  found :: Int
  actors :: List<Actor>
  tree :: List<Branch>
  tree_is_whole :: Bool
end deriving(Json)

# Where to ask, and with which token.
struct Place do
  base :: String
  token :: String
end

fn place(url :: String) -> Result<Place, String> do
  case String.split_once(url, "#") do
    Some((base, token)) -> Ok(Place { base: String.trim(base), token: String.trim(token) })
    None -> Err("`${url}` has no token: it stands behind the # of what the observer printed")
  end
end

fn ask(place :: Place, method :: Atom, path :: String) -> Result<String, String> do
  let base = if String.ends_with(place.base, "/") do place.base else place.base <> "/" end
  let request = Http.build(method, base <> path)
    |> Http.header("authorization", "Bearer ${place.token}")
    |> Http.timeout(10_000)
  case Http.send(request) do
    Err(problem) -> Err("no answer: ${problem}")
    Ok(answer) ->
      if answer.status == 200 do
        Ok(answer.body)
      else
        let told = Result.and_then(Json.parse(answer.body), fn it -> Json.string(it, ["error"]) end)
        Err(Result.unwrap_or(told, "the observer answers ${answer.status}"))
      end
  end
end

fn pid(number :: Int) -> String = "<0.${number}>"

fn pids(all :: List<Int>) -> String = String.join(List.map(all, pid), " ")

fn bytes(count :: Int) -> String do
  if count < 10_000 do
    "${count}"
  else
    if count < 10_240_000 do "${count / 1024}K" else "${count / 1_048_576}M" end
  end
end

fn time(millis :: Int) -> String do
  if millis < 10_000 do
    "${millis}ms"
  else
    if millis < 600_000 do "${millis / 1000}s" else "${millis / 60_000}min" end
  end
end

# A text for the terminal: what a program made may hold anything.
fn plain(text :: String) -> String do
  let shown = for letter in String.characters(text) do
    if letter < " " or letter == "\u{7f}" do "." else letter end
  end
  String.join(shown, "")
end

fn title(one :: Actor) -> String do
  let what = if List.is_empty(one.names) do one.function else String.join(one.names, ",") end
  plain(if what == "" do one.message_type else what end)
end

fn doing(one :: Actor) -> String do
  case one.doing.what do
    "runs" -> "runs"
    "message" ->
      case one.doing.left_ms do
        Some(left) -> "a message, ${time(left)} more"
        None -> "a message"
      end
    "reply" -> "the reply of ${pid(Option.unwrap_or(one.doing.of, 0))}"
    "time" -> "time to pass"
    _ -> "the outside"
  end
end

fn row(cells :: List<String>) -> String do
  case cells do
    [who, name, mailbox, messages, memory, work, age, what] -> do
      let left = "${String.pad_right(who, 12)} ${String.pad_right(String.slice(name, 0, 34), 34)}"
      let middle =
        "${String.pad_left(mailbox, 8)} ${String.pad_left(messages, 10)} ${String.pad_left(memory, 8)}"
      "${left} ${middle} ${String.pad_left(work, 12)} ${String.pad_left(age, 8)}  ${what}"
    end
    _ -> ""
  end
end

# `before` tells how many messages each had a second ago.
fn table(seen :: Snapshot, before :: Option<Map<Int, Int>>) -> List<String> do
  let all = seen.overview
  let messages = if Option.is_some(before) do "MSG/S" else "MESSAGES" end
  let head = [
    "process ${seen.process}, up ${time(seen.uptime_ms)}: ${all.actors} actors, ${all.queued} ready, ${all.messages} messages wait, ${seen.timers} timers",
    "${all.workers} workers, ${all.turns} turns, heaps ${bytes(all.heap_bytes)}, resident ${bytes(all.resident_bytes)}; ${List.length(seen.actors)} of ${seen.found} actors:",
    "",
    row(["PID", "NAME", "MAILBOX", messages, "MEMORY", "REDUCTIONS", "SINCE", "DOES / WAITS FOR"])
  ]
  let rows = for one in seen.actors do
    let count = case before do
      None -> "${one.messages}"
      Some(known) ->
        case Map.fetch(known, one.pid) do
          Some(last) -> "${one.messages - last}"
          None -> "-"
        end
    end
    row([
      pid(one.pid),
      title(one),
      "${one.mailbox}",
      count,
      bytes(one.memory),
      "${one.reductions}",
      time(one.age_ms),
      doing(one)
    ])
  end
  List.concat(head, rows)
end

fn snapshot(
  place :: Place,
  order :: String,
  top :: String,
  find :: String
) -> Result<Snapshot, String> do
  Json.decode(ask(place, :get, "api/snapshot?sort=${order}&limit=${top}&find=${Url.encode(find)}")?)
end

fn print_all(lines :: List<String>) do
  println(String.join(List.map(lines, String.trim_end), "\n"))
end

fn watch(
  place :: Place,
  order :: String,
  top :: String,
  find :: String,
  before :: Map<Int, Int>
) -> Result<(), String> do
  let seen = snapshot(place, order, top, find)?
  print("\u{1b}[H\u{1b}[2J")
  print_all(table(seen, Some(before)))
  let counts =
    List.reduce(seen.actors, %{}, fn known, one -> Map.put(known, one.pid, one.messages) end)
  Timer.sleep(1000)
  watch(place, order, top, find, counts)
end

# The branches below each pid; below 0 those whose supervisor is not known.
fn grouped(branches :: List<Branch>) -> Map<Int, List<Branch>> do
  let known = List.reduce(branches, %{}, fn done, one -> Map.put(done, one.pid, true) end)
  List.reduce(branches, %{}, fn done, one ->
    let parent = Option.unwrap_or(one.parent, 0)
    let place = if Map.has_key(known, parent) do parent else 0 end
    let before = Option.unwrap_or(Map.fetch(done, place), [])
    Map.put(done, place, List.append(before, one))
  end)
end

fn below(groups :: Map<Int, List<Branch>>, parent :: Int, indent :: String) -> List<String> do
  List.flat_map(Option.unwrap_or(Map.fetch(groups, parent), []), fn one ->
    let names = if List.is_empty(one.names) do "" else " (${String.join(one.names, ",")})" end
    let kind = if one.is_supervisor do "supervisor" else "child" end
    let name = case one.child do
      Some(text) -> "${text}: "
      None -> ""
    end
    let line = plain("${name}${kind} ${pid(one.pid)}${names}")
    List.concat([indent <> line], below(groups, one.pid, "${indent}  "))
  end)
end

fn detail(text :: String) -> Result<List<String>, String> do
  let one :: Actor = Json.decode(text)?
  let more :: Details = Json.decode(text)?
  let bound = case one.bound do
    Some(most) -> " of ${most}, ${one.dropped} dropped"
    None -> ""
  end
  let facts = [
    ("actor", "${pid(one.pid)} ${title(one)}"),
    ("function", one.function),
    ("does", "${doing(one)}, since ${time(one.age_ms)}"),
    ("receives", one.message_type),
    ("mailbox", "${one.mailbox}${bound}"),
    ("messages", "${one.messages}"),
    ("memory", "${one.memory} bytes of heap, ${one.stack} of stack"),
    ("reductions", "${one.reductions}"),
    ("started by", pids(Option.to_list(one.starter))),
    ("supervisor", pids(Option.to_list(one.supervisor))),
    ("links", pids(one.links)),
    ("monitors", pids(one.monitors)),
    ("monitored by", pids(one.monitored_by)),
    ("last message", Option.unwrap_or(more.last_message, ""))
  ]
  let known = List.filter(facts, fn fact -> Tuple.second(fact) != "" end)
  let lines = for (name, value) in known do
    "${String.pad_right(name, 14)}${plain(value)}"
  end
  let timers = for timer in more.set_timers do
    "timer         a ${timer.what} in ${time(timer.left_ms)}"
  end
  let waiting = for message in Option.unwrap_or(more.waiting, []) do
    "waits         ${plain(message)}"
  end
  Ok(List.concat(List.concat(lines, timers), waiting))
end

# Prints what is sent to an actor and what it sends, until it has ended.
fn follow(place :: Place, one :: String, from :: Int) -> Result<(), String> do
  let seen :: Trace =
    Json.decode(ask(place, :get, "api/trace?pid=${Url.encode(one)}&from=${from}")?)?
  if seen.missed > 0 do println("${seen.missed} more") end
  for entry in seen.entries do
    let sender = case (entry.from, entry.to) do
      (_, Some(number)) -> " sent to ${pid(number)}"
      (Some(number), None) -> " from ${pid(number)}"
      (None, None) -> ""
    end
    println("${Float.to_fixed(Float.from(entry.ms) / 1000.0, 3)} s ${entry.what}${sender}: ${plain(entry.text)}")
  end
  Timer.sleep(250)
  follow(place, one, seen.next)
end

fn work() -> Result<(), String> do
  let place = place(Env.get("MESH_OBSERVER", ""))?
  case Env.args() do
    ["watch", order, top, find] -> watch(place, order, top, find, %{})?
    ["once", order, top, find] -> print_all(table(snapshot(place, order, top, find)?, None))
    ["tree"] -> do
      let seen = snapshot(place, "pid", "1", "")?
      print_all(below(grouped(seen.tree), 0, ""))
      if not seen.tree_is_whole do println("and more") end
    end
    ["actor", one] -> print_all(detail(ask(place, :get, "api/actor?pid=${Url.encode(one)}")?)?)
    ["kill", one] -> do
      let _ = ask(place, :post, "api/kill?pid=${Url.encode(one)}")?
      println("killed")
    end
    ["record", path] ->
      Result.map_err(File.write(path, ask(place, :get, "api/record")?), fn problem ->
        "${path}: ${problem}"
      end)?
    ["trace", one] -> follow(place, one, 0)?
    ["tidy", one] -> println(ask(place, :post, "api/tidy?pid=${Url.encode(one)}")?)
    _ -> panic("`meshc observe` says what it wants")
  end
  Ok(())
end

fn main() do
  work()
end
