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

fn main() do
  println(name(None) <> 1)
  #                     ^ E0001
end
