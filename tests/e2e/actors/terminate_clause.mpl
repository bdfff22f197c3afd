type Go do
  Go
end

actor worker(_name :: String) do
  receive do
    Go -> println("working")
  end

  terminate do
    println("cleaning up")
  end
end

fn main() do
  let w = spawn(worker, "x")
  send(w, Go)
  Timer.sleep(30)
  println("done")
end
