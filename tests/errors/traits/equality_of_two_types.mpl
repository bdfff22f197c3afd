fn main() do
  println("${1 == "one"}")
  #               ^^^^^ E0001
  println("${Some(1) == None} ${Some(1) == Some("one")}")
  #                                             ^^^^^ E0001
  println("${1 < 2.0}")
  #              ^^^ E0001
end
