# An `end` before the `else` of its block is one too many, where the layout shows whose `else` it is.
fn first(n :: Int) -> String do
  if n > 2 do
    "many"
  end else if n > 1 do
# ^^^ P0001
    "two"
  end
# ^^^ P0001
  else
    "one"
  end
end

fn second(n :: Int) -> Int do
  if n > 1 do
    if n > 2 do
      println("many")
    end
  else
    println("few")
  end
  n
end

fn main() do
  println("${first(second(1))}")
end
