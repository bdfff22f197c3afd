# How long functions of the runtime that work on much at once delay another actor: one calls such a function over and over, another
# sleeps for 5 ms as often as the second argument says, and notes how long each sleep took. The first argument is the size: 100 means texts of
# some 10 MB. Run it with MESH_WORKERS=1; the figures go to standard error.
# args: 1 3
# leaks: allowed, actors are killed at their work

type Tree do
  Leaf
  Node(Tree, Int, Tree)
end deriving(Eq, Hash)

fn chain(left :: Int, done :: Tree) -> Tree = if left == 0 do done else chain(left - 1, Node(done, left, Leaf)) end

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
    end end),
    ("String.lines", fn -> do
      let text = String.repeat("abc\n", n / 4)
      fn -> List.length(String.lines(text)) end
    end end),
    ("String.replace", fn -> do
      let text = String.repeat("ab,", n / 3)
      fn -> String.byte_length(String.replace(text, ",", "; ")) end
    end end),
    ("String.index_of", fn -> do
      let text = String.repeat("ab", n)
      fn -> if String.contains(text, "ba!") do 1 else 0 end end
    end end),
    ("String.join", fn -> do
      let texts = String.split(String.repeat("ab,", n / 3), ",")
      fn -> String.byte_length(String.join(texts, "; ")) end
    end end),
    ("<>", fn -> do
      let text = String.repeat("ab", n)
      fn -> String.byte_length(text <> text) end
    end end),
    ("Regex.is_match", fn -> do
      let text = String.repeat("a", n) <> "b"
      fn -> if Regex.is_match(regex, text) do 1 else 0 end end
    end end),
    ("Regex.split", fn -> do
      let text = String.repeat("ab,", n / 3)
      let comma = Regex.literal(",", "")
      fn -> List.length(Regex.split(comma, text)) end
    end end),
    ("Crypto.sha256", fn -> do
      let text = String.repeat("ab", n)
      fn -> String.length(Crypto.sha256(text)) end
    end end),
    ("Json.parse", fn -> do
      let text = "[" <> String.repeat("{\"a\":1,\"b\":[true,\"x\"]},", n / 20) <> "1]"
      fn -> if Result.is_ok(Json.parse(text)) do 1 else 0 end end
    end end),
    ("Json.encode", fn -> do
      let json = Result.unwrap_or(Json.parse("[" <> String.repeat("{\"a\":1,\"b\":[true,\"x\"]},", n / 20) <> "1]"), JsonNull)
      fn -> String.byte_length(Json.encode(json)) end
    end end),
    ("List.sort", fn -> do
      let numbers = Range.to_list(Range.new(0, n / 10))
      fn -> List.length(List.sort(numbers, fn a, b -> b - a end)) end
    end end),
    ("==", fn -> do
      let left = %{1 => chain(n / 20, Leaf)}
      let right = %{1 => chain(n / 20, Leaf)}
      fn -> if left == right do 1 else 0 end end
    end end),
    ("send and receive", fn -> do
      let value = [chain(n / 20, Leaf)]
      fn -> do
        let me :: Pid<List<Tree>> = self()
        send(me, value)
        receive do
          got -> List.length(got)
        end
      end end
    end end),
    ("letting go", fn -> fn -> do
      let value = chain(n / 20, Leaf)
      case value do
        Node(_, left, _) -> left
        Leaf -> 0
      end
    end end end)
  ]
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
  for (name, prepare) in works(size) do
    let me :: Pid<Int> = self()
    let (worker, _) = Process.spawn_monitor(fn -> do
      let work = prepare()
      send(me, 0)
      forever(work)
    end end)
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
