# modes: debug release
# Closures in lists, maps, options, structs, other closures, jobs; captured values of every representation.
struct Small do
  a :: Int
  b :: Float
end

struct Big do
  one :: String
  two :: List<Int>
  three :: Option<String>
  four :: (Int, String)
  five :: Map<Int, Bool>
end

type Op do
  Plus(Int)
  Apply(Fun(Int) -> Int)
  Noop
end

fn run(ops :: List<Op>, x :: Int) -> Int do
  List.reduce(ops, x, fn acc, op ->
    case op do
      Plus(n) -> acc + n
      Apply(f) -> f(acc)
      Noop -> acc
    end
  end)
end

fn compose(fs) = List.reduce(fs, fn x -> x end, fn g, f -> fn x -> f(g(x)) end end)

fn counter_list(n :: Int) -> List<Fun() -> String> do
  for i in 0..n do
    let text = "c${i}"
    let list = [text, text]
    fn -> "${i}${list}${String.length(text)}" end
  end
end

fn choose(kind :: String) -> Option<Fun(String) -> String> do
  let suffix = "<" <> kind <> ">"
  case kind do
    "up" -> Some(fn s -> String.to_upper(s) <> suffix end)
    "twice" -> Some(fn s -> s <> s <> suffix end)
    _ -> None
  end
end

fn main() do
  let small = Small { a: 1, b: 2.5 }
  let big = Big { one: "o", two: [1, 2], three: Some("t"), four: (4, "f"), five: %{5 => true} }
  let bool = true
  let unit = ()
  let atom = :atom
  let tuple = (1, ("n", [2.5]))
  let all = fn extra ->
    "${small} ${big.one}${big.two}${big.three}${big.four}${big.five} ${bool}${unit}${atom}${tuple}${extra}"
  end
  println(all("!"))
  let again = fn -> all(all("") |> String.length() |> Int.to_string()) end
  println(again())
  println("${run([Plus(1), Apply(fn x -> x * small.a * 10 end), Noop, Apply(fn x -> x + List.length(big.two) end)], 4)}")
  println("${compose([fn x -> x + 1 end, fn x -> x * 2 end, fn x -> x - small.a end])(10)} ${compose([fn s -> s <> "a" end, fn s -> s <> big.one end])("_")}")
  for f in counter_list(3) do
    println(f())
  end
  for kind in ["up", "twice", "none"] do
    case choose(kind) do
      Some(f) -> println(f("x"))
      None -> println("nothing for ${kind}")
    end
  end
  let table = %{"a" => fn n -> n + Tuple.first(big.four) end, "b" => fn n -> n * 2 end}
  println("${Map.get(table, "a")(1)} ${Map.get(table, "b")(21)}")
  let job = Job.async(fn -> "${big.two}${all("in a job") |> String.length()}" end)
  println("${Result.unwrap(Job.await(job)) |> String.starts_with("[1, 2]")}")
  let recursive = fn n -> fn m -> if m == 0 do n else n + m end end end
  println("${recursive(1)(0)} ${List.map([1, 2], recursive(5))}")
  let _unused = fn -> big end
  let dropped = [fn -> big.two end, fn -> [0] end]
  println("${List.length(dropped)}")
end
