fn label(found :: Int?) do
  case found do
    Some(n) -> "is ${n}"
    None -> 0
    #       ^ E0001
  end
end

fn main() do
  println("${label(None)}")
end
