fn main(args :: List<String>) do
#  ^^^^ E0057
  println("")
end
