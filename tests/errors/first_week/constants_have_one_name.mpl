type Color do
  RED
  GREEN
end

const RED = 2
#     ^^^ E0055

fn main() do
  println("${RED}")
end
