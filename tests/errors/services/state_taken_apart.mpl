service Pair do
  fn init() -> (Int, Int) do
    (1, 2)
  end

  call Get() do |(a, b)|
  #              ^^^^^^ P0001
    ((a, b), a)
  end
end

fn main() do
  println("${Pair.get(Pair.start())}")
end
