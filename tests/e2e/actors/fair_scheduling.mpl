fn spin(n :: Int) -> Int do
  if n < 0 do n else spin(n + 1 - 1 + 0) end
end

actor spinner() do
  spin(1)
  ()
end

fn main() do
  let a = spawn(spinner)
  let b = spawn(spinner)
  let c = spawn(spinner)
  Timer.sleep(20)
  println("main is alive")
  Process.exit(a, Killed)
  Process.exit(b, Killed)
  Process.exit(c, Killed)
  Timer.sleep(50)
  println("${Process.alive(a)} ${Process.alive(b)}")
end
