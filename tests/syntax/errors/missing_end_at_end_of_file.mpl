# mistakes: 1
fn main() do
  case x do
    1 -> 2
