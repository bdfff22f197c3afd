fn one(n :: Int) -> String do
  case n do
    n if n > 1 -> "many"
    # ^^ P0001
    _ -> "one"
  end
end

fn two(n :: Int) -> String do
  case n do
    n when n = 2 -> "two"
    #        ^ P0001
    _ -> "not two"
  end
end

fn main() do
  println("${one(1)} ${two(2)}")
end
