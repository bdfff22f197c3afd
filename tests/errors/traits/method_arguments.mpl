# Section 10, 10: the arguments of methods are checked.
interface Scale do
  fn scale(self, by :: Int) -> Int
end

struct Square do
  side :: Int
end

impl Scale for Square do
  fn scale(self, by :: Int) -> Int do
    self.side * by
  end
end

fn main() do
  let s = Square { side: 1 }
  println("${s.scale("two")}")
  #                  ^^^^^ E0001
  println("${s.scale()}")
  #          ^^^^^^^^^ E0003
  println("${scale(s, 1.5)}")
  #                   ^^^ E0001
end
