fn main() do
  println("abc" |> String.upcase)
#                         ^^^^^^ E0004
  println("abc" |> String.to_upper)
  println("${[1, 2] |> List.size |> Int.add}")
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0003
#                           ^^^^ E0004
end
