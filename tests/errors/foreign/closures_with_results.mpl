fn main() do
  let h = fn (a :: Int) -> Int do
#                       ^^^^^^ P0001
    a + 1
  end
  let both = List.map([1, 2], fn (a :: Int) -> List<String> do ["${a}"] end)
#                                           ^^^^^^^^^^^^^^^ P0001
  let more = fn x = x + 1 end
#                 ^ P0001
  println("${h(1)} ${both} ${more(2)}")
end
