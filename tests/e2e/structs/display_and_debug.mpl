# The exact text of every kind of value, by Display, by Debug, and by Debug where there is no Display.
struct Plain do
  x :: Int
  s :: String
end

struct Empty do
end

struct Shown<T> do
  item :: T
  count :: Int
end deriving(Display, Debug)

struct Nothing do
end deriving(Display)

type Figure do
  Dot
  Circle(Float)
  Rect(width :: Int, height :: Int)
end deriving(Display)

type Bare do
  One
  Two(Int, String)
end

struct Hidden do
  secret :: Int
end deriving()

impl Display for Hidden do
  fn to_string(self) -> String = "<hidden>"
end

fn main() do
  let p = Plain { x: 1, s: "abc" }
  println("${p} ${[p]} ${Some(p)} ${(p, 1)}")
  println("${p.inspect()} ${Empty {}} ${Nothing {}}")
  println("${Shown { item: 2.5, count: 3 }} ${Shown { item: Shown { item: "in", count: 0 }, count: 1 }}")
  println("${Shown { item: "t", count: 1 }.inspect()}")
  println("${Dot} ${Circle(1.5)} ${Circle(2.0)} ${Rect(1, 2)} ${[Dot, Rect(3, 4)]}")
  println("${One} ${Two(1, "a")} ${Hidden { secret: 9 }} ${Some(Hidden { secret: 9 })}")
  println("${1.0} ${-0.0} ${1e20} ${123456789.125} ${5e-324 > 0.0}")
  println("${true} ${:atom} ${"text"} ${()} ${nil}")
  println("${[1, 2]} ${["a", "b"]} ${[[1], []]} ${[1.0, 2.5]} ${[(1, "a")]} ${[Some(1), None]}")
  println("${%{"a" => 1, "b" => 2}} ${%{}} ${%{1 => [true]}} ${Set.from_list([1, 2])} ${Set.from_list(["x"])}")
  println("${(1, "a")} ${(1, 2.0, :three, "four", [5], Some(6))} ${Some(Some("x"))} ${Ok(1)} ${Err("bad")} ${1..4} ${Less}")
  println("${Queue.new() |> Queue.push(1) |> Queue.push(2)}")
  println("${"text".inspect()} ${"q\"b\\n\n".inspect()} ${:atom.inspect()} ${["a"].inspect()} ${Some("a").inspect()} ${("a", 1).inspect()} ${%{"k" => "v"}.inspect()}")
end
