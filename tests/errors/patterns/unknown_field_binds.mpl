struct Pos do
  x :: Int
  y :: Int
end

fn get(Pos { z: z }) = z + 1
#            ^ E0009

fn main() do
  let p = Pos { x: 1, y: 2 }
  case p do
    Pos { n: v } -> println("${v + get(p)}")
    #     ^ E0009
  end
end
