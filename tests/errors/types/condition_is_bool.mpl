fn main() do
  if 1 do
  #  ^ E0001
    println("yes")
  end
  while "true" do
  #     ^^^^^^ E0001
    println("yes")
  end
  println("${not 1} ${1 and true}")
  #              ^ E0001
  #                   ^ E0001
end
