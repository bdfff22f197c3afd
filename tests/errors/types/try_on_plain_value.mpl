fn run() -> Int? do
  let n = 3?
  #       ^ E0037
  Some(n)
end

fn main() do
  println("${run()}")
end
