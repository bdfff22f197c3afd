# How long functions of the runtime that work on much at once delay another actor: one calls such a function over and over, another
# sleeps for 5 ms as often as the second argument says, and notes how long each sleep took. The first argument is the size: 100 means texts of
# some 10 MB. With a third one, only functions are tried whose names contain it. Run it with MESH_WORKERS=1; the figures go to standard error.
# args: 1 3
# leaks: allowed, actors are killed at their work

type Tree do
  Leaf
  Node(Tree, Int, Tree)
end deriving(Eq, Hash)

fn chain(left :: Int, done :: Tree) -> Tree =
  if left == 0 do done else chain(left - 1, Node(done, left, Leaf)) end

type Held do
  Holds(List<Int>)
end

fn forever(work :: Fun() -> Int) -> () do
  let _ = work()
  forever(work)
end

## What is called over and over; what it needs is made before, by `Fun() -> Fun() -> Int`.
fn works(size :: Int) -> List<(String, Fun() -> Fun() -> Int)> do
  let n = size * 50000
  let regex = Regex.literal("(a+)+$", "")
  [
    ("String.repeat", fn -> fn -> String.byte_length(String.repeat("ab", n)) end end),
    ("String.split", fn -> do
      let text = String.repeat("ab,", n / 3)
      fn -> List.length(String.split(text, ",")) end
    end
    end),
    ("String.lines", fn -> do
      let text = String.repeat("abc\n", n / 4)
      fn -> List.length(String.lines(text)) end
    end
    end),
    ("String.replace", fn -> do
      let text = String.repeat("ab,", n / 3)
      fn -> String.byte_length(String.replace(text, ",", "; ")) end
    end
    end),
    ("String.index_of", fn -> do
      let text = String.repeat("ab", n)
      fn -> if String.contains(text, "ba!") do 1 else 0 end end
    end
    end),
    ("String.join", fn -> do
      let texts = String.split(String.repeat("ab,", n / 3), ",")
      fn -> String.byte_length(String.join(texts, "; ")) end
    end
    end),
    ("<>", fn -> do
      let text = String.repeat("ab", n)
      fn -> String.byte_length(text <> text) end
    end
    end),
    ("Regex.is_match", fn -> do
      let text = String.repeat("a", n) <> "b"
      fn -> if Regex.is_match(regex, text) do 1 else 0 end end
    end
    end),
    ("Regex.split", fn -> do
      let text = String.repeat("ab,", n / 3)
      let comma = Regex.literal(",", "")
      fn -> List.length(Regex.split(comma, text)) end
    end
    end),
    ("Regex.compile", fn ->
      fn -> do
        let big = Regex.compile("\\w{1,15}|${size}${Timer.now()}")
        if Result.is_ok(big) do 1 else 0 end
      end
      end
    end),
    ("Crypto.sha256", fn -> do
      let text = String.repeat("ab", n)
      fn -> String.length(Crypto.sha256(text)) end
    end
    end),
    ("Json.parse", fn -> do
      let text = "[" <> String.repeat("{\"a\":1,\"b\":[true,\"x\"]},", n / 20) <> "1]"
      fn -> if Result.is_ok(Json.parse(text)) do 1 else 0 end end
    end
    end),
    ("Json.encode", fn -> do
      let json = Result.unwrap_or(
        Json.parse("[" <> String.repeat("{\"a\":1,\"b\":[true,\"x\"]},", n / 20) <> "1]"),
        JsonNull
      )
      fn -> String.byte_length(Json.encode(json)) end
    end
    end),
    ("List.sort", fn -> do
      let numbers = Range.to_list(Range.new(0, n / 10))
      fn -> List.length(List.sort(numbers, fn a, b -> b - a end)) end
    end
    end),
    ("==", fn -> do
      let left = %{1 => chain(n / 20, Leaf)}
      let right = %{1 => chain(n / 20, Leaf)}
      fn -> if left == right do 1 else 0 end end
    end
    end),
    ("send and receive", fn -> do
      let value = [chain(n / 20, Leaf)]
      fn -> do
        let me :: Pid<List<Tree>> = self()
        send(me, value)
        receive do
          got -> List.length(got)
        end
      end
      end
    end
    end),
    ("letting go", fn ->
      fn -> do
        let value = chain(n / 20, Leaf)
        case value do
          Node(_, left, _) -> left
          Leaf -> 0
        end
      end
      end
    end)
  ]
end

## The same for functions that do all at once: while one of them holds the worker up, a helper takes its place.
fn at_once(size :: Int) -> List<(String, Fun() -> Fun() -> Int)> do
  let n = size * 50000
  let on_text = fn work ->
    fn -> do
      let text = String.repeat("aB", n)
      fn -> work(text) end
    end
    end
  end
  let on_bytes = fn work ->
    fn -> do
      let bytes = Bytes.repeat(65, 2 * n)
      fn -> work(bytes) end
    end
    end
  end
  let on_list = fn work ->
    fn -> do
      let numbers = Range.to_list(Range.new(0, n))
      fn -> work(numbers) end
    end
    end
  end
  let on_map = fn work ->
    fn -> do
      let entries = Map.from_list(
        for i in 0..(n / 10) do
          (i, i)
        end
      )
      fn -> work(entries) end
    end
    end
  end
  [
    ("Base64.encode", on_text(fn text -> String.byte_length(Base64.encode(text)) end)),
    ("Base64.decode", on_text(fn text -> if Result.is_ok(Base64.decode(text)) do 1 else 0 end end)),
    ("Hex.encode", on_text(fn text -> String.byte_length(Hex.encode(text)) end)),
    ("Hex.decode", on_text(fn text -> if Result.is_ok(Hex.decode(text)) do 1 else 0 end end)),
    ("inspect of a text", on_text(fn text -> String.byte_length(inspect(text)) end)),
    ("inspect of a list", on_list(fn numbers -> String.byte_length(inspect(numbers)) end)),
    ("String.length", on_text(fn text -> String.length(text) end)),
    ("String.trim", on_text(fn text -> String.byte_length(String.trim(text)) end)),
    ("String.to_lower", on_text(fn text -> String.byte_length(String.to_lower(text)) end)),
    ("String.to_upper", on_text(fn text -> String.byte_length(String.to_upper(text)) end)),
    ("String.slice", on_text(fn text -> String.byte_length(String.slice(text, 1, n)) end)),
    (
      "String.byte_slice",
      on_text(fn text -> String.byte_length(String.byte_slice(text, 1, n)) end)
    ),
    (
      "String.from_code_points",
      on_list(fn numbers -> do
        let some = List.take(numbers, 50000)
        String.byte_length(
          String.from_code_points(List.flat_map(Range.to_list(Range.new(0, n / 50000)), fn _ ->
            some
          end))
        )
      end
      end)
    ),
    ("hash of a text", on_text(fn text -> text.hash() end)),
    ("== of texts", on_text(fn text -> if text == String.repeat("aB", n) do 1 else 0 end end)),
    (
      "Crypto.secure_compare",
      on_text(fn text -> if Crypto.secure_compare(text, text) do 1 else 0 end end)
    ),
    ("Bytes.slice", on_bytes(fn bytes -> Bytes.length(Bytes.slice(bytes, 1, n)) end)),
    ("Bytes.to_list", on_bytes(fn bytes -> List.length(Bytes.to_list(bytes)) end)),
    ("inspect of bytes", on_bytes(fn bytes -> String.byte_length(inspect(bytes)) end)),
    ("Bytes.join", on_bytes(fn bytes -> Bytes.length(Bytes.join([bytes, bytes])) end)),
    (
      "Bytes.from_list",
      on_bytes(fn bytes -> Bytes.length(Bytes.from_list(Bytes.to_list(bytes))) end)
    ),
    (
      "Bytes.to_string",
      on_bytes(fn bytes -> if Result.is_ok(Bytes.to_string(bytes)) do 1 else 0 end end)
    ),
    ("Bytes.repeat", fn -> fn -> Bytes.length(Bytes.repeat(65, 2 * n)) end end),
    ("copy of a list", on_list(fn numbers -> List.length(List.append(numbers, 1)) end)),
    ("List.set", on_list(fn numbers -> List.length(List.set(numbers, 1, 1)) end)),
    ("List.reverse", on_list(fn numbers -> List.length(List.reverse(numbers)) end)),
    ("++", on_list(fn numbers -> List.length(numbers ++ numbers) end)),
    ("copy of a map", on_map(fn entries -> Map.size(Map.put(entries, -1, 1)) end)),
    ("Map.keys", on_map(fn entries -> List.length(Map.keys(entries)) end)),
    ("Map.merge", on_map(fn entries -> Map.size(Map.merge(entries, entries)) end)),
    ("Map.put of a large key", on_list(fn numbers -> Map.size(%{numbers => 1}) end)),
    (
      "an answer of a job",
      on_list(fn numbers -> do
        let answer = Job.await(Job.async(fn -> Holds(numbers) end))
        if Result.is_ok(answer) do 1 else 0 end
      end
      end)
    ),
    (
      "what a new actor starts with",
      on_list(fn numbers -> do
        let _ = Process.spawn_monitor(fn -> look_at(numbers) end)
        receive do
          (:down, _, _) -> 1
        end
      end
      end)
    )
  ]
end

fn look_at(numbers :: List<Int>) -> () do
  let _ = List.length(numbers)
  ()
end

fn now() -> Int = DateTime.to_unix_micros(DateTime.utc_now())

fn sleeps(left :: Int, done :: List<Int>) -> List<Int> do
  if left == 0 do
    done
  else
    let before = now()
    Timer.sleep(5)
    sleeps(left - 1, List.append(done, now() - before))
  end
end

fn argument(at :: Int) -> Int = Option.unwrap_or(String.to_int(List.get(Env.args(), at)), 1)

fn millis(micros :: Int) -> String = "${Int.to_float(micros / 100) / 10.0} ms"

fn main() do
  let (size, count) = (argument(0), argument(1))
  let wanted = Option.unwrap_or(List.at(Env.args(), 2), "")
  let all = List.filter(works(size) ++ at_once(size), fn work ->
    String.contains(Tuple.first(work), wanted)
  end)
  for (name, prepare) in all do
    let me :: Pid<Int> = self()
    let (worker, _) = Process.spawn_monitor(fn -> do
      let work = prepare()
      send(me, 0)
      forever(work)
    end
    end)
    receive do
      _ -> ()
    end
    let times = List.sorted(sleeps(count, []))
    Process.exit(worker, Killed)
    receive do
      (:down, _, _) -> ()
    end
    let at = fn percent -> millis(List.get(times, (List.length(times) - 1) * percent / 100)) end
    IO.eprintln("${name}: median ${at(50)}, 99th percentile ${at(99)}, worst ${at(100)}")
    println("${name} ${List.length(times)}")
  end
end
