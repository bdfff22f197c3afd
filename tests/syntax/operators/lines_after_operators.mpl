fn main() do
  let a =
    1
  let b = 1 +
    2 *
    3
  let c = x and
    y or
    z
  let d = "a" <>
    "b" ++
    "c"
  a ==
    b
end

fn short(x) =
  x + 1
