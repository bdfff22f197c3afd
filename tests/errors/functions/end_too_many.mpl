# An `end` that stands deeper than what it would close is one too many; what is behind it is read as if it were not there.
fn first(x :: Int) -> Int do
  if x > 0 do
    println("a")
    end
#   ^^^ P0001
  end
  case x do
    1 -> println("b")
    _ -> println("c")
  end
  end
# ^^^ P0001
  println("d")
  x
end

fn second(x :: Int) -> String do
  case x do
    1 ->
      println("e")
      "one"
    end
#   ^^^ P0001
    2 ->
      if x > 0 do
        "two"
        end
#       ^^^ P0001
      else
        "none"
      end
    _ -> "other"
  end
end

actor third() do
  receive do
    1 ->
      println("f")
      end
#     ^^^ P0001
    _ -> println("g")
  after 10 ->
    println("h")
    end
#   ^^^ P0001
  end
end

struct Foo do
  n :: Int
end

impl Display for Foo do
  fn to_string(self) -> String do
    "a"
  end
  end
# ^^^ P0001
end

fn main() do
  for x in [1] do
    println("${first(x)} ${second(x)} ${Foo { n: 1 }}")
    send(spawn(third), x)
  end
end
