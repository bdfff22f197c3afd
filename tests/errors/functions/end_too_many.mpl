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
    println("${first(x)} ${Foo { n: 1 }}")
  end
end
