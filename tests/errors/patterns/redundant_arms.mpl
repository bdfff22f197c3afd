fn name(found :: Int?) -> String do
  case found do
    Some(_) -> "some"
    Some(1) -> "one"
#   ^^^^^^^ W0001
    None -> "none"
    _ -> "other"
#   ^ W0001
  end
end

fn both(a :: Bool, b :: Bool) -> Int do
  case (a, b) do
    (true, true) -> 1
    (false, _) | (_, false) -> 2
    _ -> 3
#   ^ W0001
  end
end

# Both zeros are one value.
fn size(x :: Float) -> String do
  case x do
    1e3 -> "thousand"
    1000.0 -> "again"
#   ^^^^^^ W0001
    -0.0 -> "none"
    0.0 -> "again"
#   ^^^ W0001
    _ -> "some"
  end
end

fn main() do
  println(size(0.0))
  println(name(None) <> "${both(true, true)}" <> 1)
  #                                              ^ E0001
end
