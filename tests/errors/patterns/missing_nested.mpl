type Light do
  Red
  Green
end

fn rule(now :: Light, next :: Light?) -> String do
  case (now, next) do
  #    ^^^^^^^^^^^ E0012
    (Red, Some(Green)) -> "go"
    (Red, None) -> "wait"
    (Green, _) -> "drive"
  end
end

fn main() do
  println(rule(Red, None))
end
