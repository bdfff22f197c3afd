# An arm with a guard takes nothing away from those after it.
fn name(n :: Int) -> String do
  case n do
    x when x > 3 -> "big"
    3 -> "three"
    _ -> "small"
    5 -> "five"
#   ^ W0001
  end
end

fn main() do
  println(name(1) <> 1)
  #                  ^ E0001
end
