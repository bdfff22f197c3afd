# What a pattern binds that does not fit has no type that could be missed.
fn main() do
  let (a, b) = 1
#     ^^^^^^ E0001
  println("${a.name} ${b.name}")
  case "text" do
    Some(x) -> println("${x.size}")
#   ^^^^^^^ E0001
    _ -> ()
  end
end
