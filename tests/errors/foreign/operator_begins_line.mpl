# An operator ends its line; a `.` stands on the line of its value.
fn inside(x :: Int) -> String do
  if x > 3
    and x < 10 do
#   ^^^ P0001
    "in"
  else
    "out"
  end
end

fn guarded(x :: Int) -> Bool do
  case x do
    n when n > 3 # more than few
      or n < 0 -> true
#     ^^ P0001
    _ -> false
  end
end

fn joined(a :: String, b :: String) -> String =
  a
    <> b
#   ^^ P0001
    <> "!"
#   ^^ P0001

fn total(a :: Int, b :: Int) -> Int do
  a
    + b * 2
#   ^ P0001
    - 1
#   ^ P0001
end

fn grown(xs :: List<Int>) -> List<Int> do
  xs
    .map(fn x -> x + 1 end)
#   ^ P0001

    .filter(fn x -> x > 2 end)
#   ^ P0001
end

# A line that pipes what is broken is no second mistake.
fn piped(xs :: List<Int>) -> Int do
  var = xs
  #   ^ P0001
    |> List.map(fn x -> x + 1 end)
    |> List.sum()
  1
end

# A sign is none.
fn negative(n :: Int) -> Int do
  println("${n}")
  -n
end

fn main() do
  println("${inside(4)} ${guarded(1)} ${joined("a", "b")} ${total(1, 2)} ${grown([1, 2])} ${piped([1])} ${negative(1)}")
end
