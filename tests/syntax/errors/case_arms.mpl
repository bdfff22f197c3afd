# mistakes: 5
fn main() do
  case x do
    1 ->
    2 -> "two"
    Some( -> "three"
    y when -> "four"
    "${a}" -> "five"
    z = 1 -> "six"
    _ -> "other"
  end
end
