fn main() do
  let text = "abc"
  let pair = (1, 2)
  println("${text[1]} ${pair[0]} ${Some([1])[0]}")
  #          ^^^^ E0001
  #                     ^^^^ E0001
  #                                ^^^^^^^^^ E0001
end
