# Literals that span lines, trailing commas, semicolons, statements inside delimiters.
struct Config do
  host :: String
  port :: Int
  tags :: List<String>
end

fn run(config :: Config, f :: Fun(Config) -> Int) -> Int do
  f(config)
end

fn total(xs :: List<Int>) -> Int = xs
  |> List.map(fn x do
    let y = x * 2
    (y, 1)
  end)
  |> List.map(fn((y, _)) -> y end)
  # a comment in the chain
  |> List.reduce(0, fn a, b -> a + b end)

fn main() do
  let config = Config { host: "h", port: 80, tags: ["a", "b"] }
  let n = run(config, fn c ->
    let p = c.port
    let q = p + 1
    q
  end)
  println("${n} ${total([1, 2, 3])}")
  let m = %{
    "a" => (1 + 2),
    "b" => if n > 3 do
      let k = 5
      k
    else
      6
    end
  }
  println("${m}")
  let t = (1, "two", fn x ->
    let z = x
    z + 1
  end)
  let (one, two, three) = t
  println("${one} ${two} ${three(2)}")
  let long = config.host <> ":" <> "${config.port}"
  println(long)
  let ok = n > 1 and n < 1000 or false
  println("${ok}")
  let xs = [
    case n do
      81 -> "eighty-one"
      _ -> "other"
    end,
    if ok do "yes" else "no" end
  ]
  println("${xs}")
  let updated = %{config | port: 81, host: "x"}
  println("${updated}")
  if n == 81 do println("one line") end
  if n != 81 do println("not") else println("else") end
  List.each([1, 2], fn x do println("x${x}") end)
  let pairs = [(1, 2), (3, 4)]
  println("${for (a, b) in pairs do a * b end}")
  # An operator on a line of its own.
  let own = [1]
  let joined = (
    own
      # said
      ++
      [2],
    3
  )
  println("${joined}")
end
