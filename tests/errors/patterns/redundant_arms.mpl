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

fn main() do
  println(name(None) <> "${both(true, true)}" <> 1)
  #                                              ^ E0001
end
