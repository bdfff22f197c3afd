##! What `test("name") do ... end` is made of. `meshc test` compiles a program of all tests, and starts it once for each of them.
##!
##! The program is told by its environment which test to run, and for how long. It writes what happened as lines of JSON.

# Adds a line to that.
@extern("mesh_test_tell")
fn tell(line :: String) -> ()

fn report<T>(line :: T) -> () where T: ToJson = tell(Json.encode(line))

# What the test is told; "" when that is nothing.
@extern("mesh_test_input")
fn input() -> String

# What was known before: `{"cases": ..., "snapshots": ..., "seed": ..., "accept": ...}`.
fn known<T>(name :: String, otherwise :: T) -> T where T: FromJson do
  let read = fn text -> Json.read(Json.parse(text)?, [name]) end
  Result.unwrap_or(read(input()), otherwise)
end

## The choices for which a property failed before.
##
## ```mesh
## # What failed before is told to properties alone.
## assert_eq Test.known_cases(), []
## ```
pub fn known_cases() -> List<List<Int>> = known("cases", [])

## What decides which values are tried.
##
## ```mesh
## assert_eq Test.seed(), Test.seed()
## ```
pub fn seed() -> Int = known("seed", 0)

# From now on the next actor that is spawned is watched.
@extern("mesh_process_monitor_next_spawn")
fn watch_next() -> Int

@extern("mesh_service_is_one")
@reads
fn is_service(pid :: Pid) -> Bool

## The value of anything as a text, shortened. Types need no `Debug` for it.
##
## ```mesh
## assert_eq Test.show([1, 2]), "[1, 2]"
## ```
@extern("mesh_test_show")
@pure
pub fn show<T>(value :: T) -> String

## The same of what has a `Debug`.
##
## ```mesh
## assert_eq Test.inspected(Some("a")), "Some(\"a\")"
## ```
pub fn inspected<T>(value :: T) -> String where T: Debug do
  let text = value.inspect()
  if String.length(text) > 1000 do String.slice(text, 0, 1000) <> "…" else text end
end

## The same by `Debug`, where the type has that: a call of this is replaced by the right one when tests are compiled.
##
## ```mesh
## assert_eq Test.shown(%{"a" => 1}), "%{\"a\" => 1}"
## ```
pub fn shown<T>(value :: T) -> String = show(value)

# ---- running ----------------------------------------------------------------------------------------------------

# How long those that a test leaves behind may take to end, in ms.
fn grace() -> Int = 1000

## Runs the test whose number `MESH_TEST` tells, and ends the program. With `MESH_TEST_SCHEDULE`, it runs under that schedule.
##
## ```mesh
## pub fn main_of_tests(tests :: List<Fun() -> Pid>) do
##   Test.run(tests)
## end
## ```
pub fn run(tests :: List<Fun() -> Pid>) -> () do
  let start = tests[Env.get_int("MESH_TEST", 0)]
  let millis = Env.get_int("MESH_TEST_TIMEOUT", 10_000)
  case Env.get("MESH_TEST_SCHEDULE") do
    Some(schedule) -> do
      # In a simulation time is not what it takes.
      let how = simulate(schedule, fn -> watched(start, -1) end, millis)
      if how == 2 do
        report(json { outcome: "timeout" })
      end
    end
    None -> watched(start, millis)
  end
  tell_hits()
  Process.halt(0)
end

## Counts that a place of the program was reached. No program sees that, so constants may be computed by what is counted.
##
## ```mesh
## # The place with this number was reached, as `--coverage` counts.
## Test.hit(0)
## ```
@extern("mesh_test_hit")
@pure
pub fn hit(mark :: Int) -> ()

# Tells which places were.
@extern("mesh_test_tell_hits")
fn tell_hits() -> ()

# 0: it ended, 1: everybody waits for ever, 2: time is over.
@extern("mesh_test_simulate")
fn simulate(schedule :: String, work :: Fun() -> (), millis :: Int) -> Int

# Waits until nobody else can go on, where that is decided.
@extern("mesh_test_settle")
fn settle() -> ()

## Lets so many milliseconds pass, with all that happens in them. Under a schedule that costs no time, and when this returns, all
## others wait for something later.
##
## ```mesh
## Timer.send_after(self(), 20, "late")
## refute_receive "late", 0
## Test.advance(30)
## assert_receive "late", 5000
## ```
pub fn advance(millis :: Int) -> () do
  settle()
  Timer.sleep(millis)
  settle()
end

# Starts a test, waits for its end, and tells what became of it.
fn watched(start :: Fun() -> Pid, millis :: Int) -> () do
  let begun = Timer.monotonic_ns()
  let _ = watch_next()
  let pid = start()
  receive do
    (:down, _, reason) -> ended(pid, reason, Timer.monotonic_ns() - begun)
  after millis ->
    report(json { outcome: "timeout", pid: pid.to_string(), ns: Timer.monotonic_ns() - begun })
  end
end

fn ended(pid :: Pid, reason :: ExitReason, ns :: Int) -> () do
  case reason do
    Normal -> do
      let left = settled(Timer.now() + grace())
      let outcome = if List.is_empty(left) do "passed" else "leaked" end
      report(json {
        outcome: outcome,
        pid: pid.to_string(),
        ns: ns,
        left: List.map(left, described)
      })
    end
    Error(text) -> report(json { outcome: "crashed", pid: pid.to_string(), ns: ns, reason: text })
    Linked(other, text) ->
      report(json { outcome: "crashed", pid: other.to_string(), ns: ns, reason: text })
    other ->
      report(json { outcome: "ended", pid: pid.to_string(), ns: ns, reason: other.to_string() })
  end
end

# Stops the supervisors and then the services that a test started. Gives the actors that have not ended by then.
fn settled(until :: Int) -> List<Pid> do
  let left = List.filter(Process.list(), fn pid -> pid != Process.me() end)
  if List.is_empty(left) || Timer.now() > until do
    left
  else
    let first = List.filter(left, fn pid -> Supervisor.is_one(pid) end)
    let next = if List.is_empty(first) do List.filter(left, is_service) else first end
    for pid in next do
      Process.exit(pid, Shutdown)
    end
    Timer.sleep(2)
    settled(until)
  end
end

# "<0.5>, which waits for messages of type Int"
fn described(pid :: Pid) -> String do
  case Process.info(pid) do
    Some(info) -> do
      let name = String.join(info.names, ", ")
      let named = if name == "" do "" else " (${name})" end
      let takes = if info.message_type == "()" do "" else ", which takes ${info.message_type}" end
      "${pid}${named}${takes}"
    end
    None -> pid.to_string()
  end
end

## Ends those that are linked to the running test; its last act.
##
## ```mesh
## let pid = spawn(fn -> Timer.sleep(60_000) end)
## Process.link(pid)
## Test.finish()
## assert_eq Option.map(Process.info(Process.me()), fn info -> info.links end), Some([])
## ```
pub fn finish() -> () do
  let links =
    Option.unwrap_or(Option.map(Process.info(Process.me()), fn info -> info.links end), [])
  for pid in links do
    Process.unlink(pid)
    Process.exit(pid, Shutdown)
  end
end

## Runs `f` when the test has ended, however it did. A crash in it fails the test.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## Test.at_end(fn ->
##   let _ = File.delete(path)
##   ()
## end)
## assert File.exists(path)
## ```
pub fn at_end(f :: Fun() -> ()) -> () do
  Process.on_exit(fn ->
    report(json { teardown: "begins" })
    f()
    report(json { teardown: "ends" })
  end)
end

## Serves a router at a free port of this machine, until the test ends; gives its URL: `http://127.0.0.1:PORT`.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## assert_eq HTTP.get(url), Ok("hello")
## ```
pub fn serve(router :: Router) -> String do
  let started = Job.async(fn ->
    let me = self()
    let heard = fn address, port ->
      send(me, "http://${address}:${port}")
      case router.heard do
        Some(tell) -> tell(address, port)
        None -> ()
      end
    end
    let (server, _) = Process.spawn_monitor(fn ->
      case HTTP.serve_on(HTTP.on_listen(router, heard), "127.0.0.1", 0) do
        Ok(_) -> ()
        Err(problem) -> panic(problem)
      end
    end)
    receive do
      (:down, _, reason) -> panic("no server: ${reason}")
      url -> (server, url)
    end
  end)
  case Job.await(started) do
    Ok((server, url)) -> do
      Process.link(server)
      url
    end
    Err(problem) -> panic(problem)
  end
end

## Tells the simplest values for which a property fails, what they are made of, and how many were tried before they were found.
##
## ```mesh
## Test.falsified([("n", "10")], [10], 1)
## ```
pub fn falsified(values :: List<(String, String)>, choices :: List<Int>, tried :: Int) -> () do
  let told = for (name, value) in values do
    json { text: name, value: value }
  end
  report(json { property: told, choices: choices, tried: tried })
  IO.eprintln(final_mark())
end

# What is written before this is of other values.
fn final_mark() -> String = "== the simplest values =="

# ---- benchmarks -------------------------------------------------------------------------------------------------

# How long a benchmark warms up, and how long one sample takes at least, in ns.
fn warm_up() -> Int = 200_000_000

fn sample_length() -> Int = 10_000_000

# How many samples are taken.
fn samples() -> Int = 30

## Runs `f` again and again, and tells how long it takes.
##
## ```mesh
## pub fn sorting() do
##   Test.bench(fn -> List.sort([3, 1, 2], fn a, b -> a - b end) end)
## end
## ```
pub fn bench<T>(f :: Fun() -> T) -> () do
  let (count, ns) = warmed(f, 1, Timer.monotonic_ns() + warm_up())
  let runs = Math.max(1, count * sample_length() / Math.max(ns, 1))
  let measured = for _ in 0..samples() do
    Int.to_float(timed(f, runs)) / Int.to_float(runs)
  end
  report(json { bench: measured })
end

# Twice as many runs each time until it is late: how many those were last, and how long they took.
fn warmed<T>(f :: Fun() -> T, count :: Int, until :: Int) -> (Int, Int) do
  let ns = timed(f, count)
  if Timer.monotonic_ns() >= until do (count, ns) else warmed(f, count * 2, until) end
end

fn timed<T>(f :: Fun() -> T, count :: Int) -> Int do
  let begun = Timer.monotonic_ns()
  repeated(f, count)
  Timer.monotonic_ns() - begun
end

fn repeated<T>(f :: Fun() -> T, count :: Int) -> () do
  if count > 0 do
    let _ = f()
    repeated(f, count - 1)
  end
end

# ---- assertions -------------------------------------------------------------------------------------------------

# Tells what failed, and crashes with it.
fn fail<T, D>(details :: D, message :: String) -> T where D: ToJson do
  report(details)
  panic(message)
end

## Fails with the parts of a condition and their values.
##
## ```mesh
## assert_raises(fn -> Test.false_assertion("n > 2", [("n", "1")]) end, "n > 2")
## ```
pub fn false_assertion(text :: String, parts :: List<(String, String)>) -> () do
  let lines = for (name, value) in parts do
    "\n  ${name} = ${value}"
  end
  let message = "assertion failed: ${text}${String.join(lines, "")}"
  let told = for (name, value) in parts do
    json { text: name, value: value }
  end
  fail(json { failed: message, kind: "assert", text: text, parts: told }, message)
end

## Fails when the values differ.
##
## ```mesh
## Test.equal(1 + 1, 2, "1 + 1")
## ```
pub fn equal<T>(left :: T, right :: T, text :: String) -> () where T: Eq, T: Debug do
  if left != right do
    let message = "assertion failed: ${left.inspect()} is not equal to ${right.inspect()}"
    fail(
      json {
        failed: message,
        kind: "equal",
        text: text,
        left: left.inspect(),
        right: right.inspect()
      },
      message
    )
  end
end

## Fails when the values are equal.
##
## ```mesh
## Test.unequal(1, 2, "1")
## ```
pub fn unequal<T>(left :: T, right :: T, text :: String) -> () where T: Eq, T: Debug do
  if left == right do
    let message = "assertion failed: both are ${left.inspect()}"
    fail(json { failed: message, kind: "unequal", text: text, left: left.inspect() }, message)
  end
end

## Fails unless `f` crashes.
##
## ```mesh
## assert_raises(fn -> List.get([1], 7) end)
## ```
pub fn assert_raises<T>(f :: Fun() -> T) -> () = assert_raises(f, "")

## Fails unless `f` crashes with a reason that contains the text.
##
## ```mesh
## assert_raises(fn -> panic("no more paper") end, "paper")
## ```
pub fn assert_raises<T>(f :: Fun() -> T, text :: String) -> () do
  case Job.await(Job.async(f)) do
    Ok(value) -> do
      let message = "assertion failed: nothing crashed, the value is ${show(value)}"
      fail(json { failed: message, kind: "raises", value: show(value) }, message)
    end
    Err(reason) -> do
      if not String.contains(reason, text) do
        let message =
          "assertion failed: the crash does not say ${text.inspect()}, but ${reason.inspect()}"
        fail(json { failed: message, kind: "reason", text: text, reason: reason }, message)
      end
    end
  end
end

## Fails unless the value looks as it did when it was accepted, by `meshc test --accept`. What is written as the value is its name.
##
## ```mesh
## pub fn looks_the_same() do
##   assert_snapshot([1, 2])
## end
## ```
pub fn assert_snapshot<T>(value :: T) -> () where T: Debug = assert_snapshot(value, "snapshot")

## The same under a name of its own, for one of several in a test.
##
## ```mesh
## pub fn looks_the_same() do
##   assert_snapshot([1, 2], "numbers")
## end
## ```
pub fn assert_snapshot<T>(value :: T, name :: String) -> () where T: Debug do
  let text = value.inspect()
  let all = known("snapshots", %{})
  let stored = if Map.has_key(all, name) do Some(Map.get(all, name)) else None end
  if known("accept", false) do
    report(json { snapshot: name, value: text })
  else if Option.unwrap_or(stored, "") != text or Option.is_none(stored) do
    let before = Option.unwrap_or(stored, "")
    let message = if Option.is_none(stored) do
      "assertion failed: ${name} was never accepted; look at it, then run `meshc test --accept`"
    else
      "assertion failed: ${name} is not what was accepted; `meshc test --accept` accepts it"
    end
    fail(json { failed: message, kind: "snapshot", text: name, left: before, right: text }, message)
  end
end

## Fails because a message did not come.
##
## ```mesh
## let wait = fn -> Test.missed("Ready(_)", 100) end
## assert_raises(
##   fn ->
##     let _ :: Int = wait()
##   end,
##   "no message like Ready(_) within 100 ms"
## )
## ```
pub fn missed<T>(pattern :: String, millis :: Int) -> T do
  let waiting = Process.mailbox_length(Process.me())
  let others = case waiting do
    0 -> "none came"
    1 -> "1 other waits"
    count -> "${count} others wait"
  end
  let message = "assertion failed: no message like ${pattern} within ${millis} ms; ${others}"
  fail(
    json { failed: message, kind: "missed", pattern: pattern, millis: millis, others: others },
    message
  )
end

## Fails because a message came.
##
## ```mesh
## assert_raises(fn -> Test.received("Ready(_)") end, "a message like Ready(_) came")
## ```
pub fn received(pattern :: String) -> () do
  let message = "assertion failed: a message like ${pattern} came"
  fail(json { failed: message, kind: "received", pattern: pattern }, message)
end
