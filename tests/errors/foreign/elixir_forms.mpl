fn greet(name, greeting \\ "hello") do
#                       ^^ P0001
  "${greeting} ${name}"
end

fn pick({a, b}) = a
#       ^ P0001

fn main() do
  println(greet("you"))
end
