fn main() do
  let numbers = [1, 2]
  println("${numbers.length} ${numbers.len} ${"abc".length}")
  #                  ^^^^^^ E0009
  #                                    ^^^ E0009
  #                                                 ^^^^^^ E0009
  println("${%{"a" => 1}.size} ${"abc".nothing}")
  #                      ^^^^ E0009
  #                                    ^^^^^^^ E0009
end
