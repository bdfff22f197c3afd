# stderr: division by zero
actor bad(n :: Int) do
  println("${10 / n}")
end

fn main() do
  spawn(bad, 0)
  Timer.sleep(30)
  spawn(bad, 5)
  Timer.sleep(30)
  println("main goes on")
end
