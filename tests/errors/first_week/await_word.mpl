fn main() do
  let text = await File.read("a")
#            ^^^^^ P0001
  println("${text}")
end
