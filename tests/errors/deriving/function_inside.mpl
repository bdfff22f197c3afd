struct Handler do
  run :: Fun(Int) -> Int
end

fn main() do
  let handler = Handler { run: fn x -> x end }
  println("${handler == handler}")
  #          ^^^^^^^ E0006
end
