# A parameter or another local with the name of a function is not that function: nothing that is said of one holds for the other.
fn id(helper) = helper

fn helper() = "${id(1)} ${id("x")}"

struct Box do
  start :: Fun() -> Int
end

fn tell(main :: Pid<String>) -> Int do
  send(main, "s")
  1
end

fn twice(f) do
  let pairs = fn pairs -> pairs end
  (f(pairs(1)), f(2))
end

fn pairs() do
  let (a, b) = twice(fn n -> n + 1 end)
  let (c, _) = twice(fn n -> "${n}" end)
  for twice in [a, b] do
    println("${twice} ${c}")
  end
end

fn found(list) do
  case list do
    first :: _ -> first
    [] -> panic("empty")
  end
end

fn first() = "${found([1])} ${found(["x"])}"

fn main() do
  println(helper())
  let me = self()
  let a = tell(me)
  let b = Box { start: fn -> tell(me) end }
  println("${a} ${b.start()}")
  pairs()
  println(first())
end
