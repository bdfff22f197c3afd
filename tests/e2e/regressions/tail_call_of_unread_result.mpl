# modes: debug release
# A tail call must keep its result's type although nobody reads the result of the caller.

fn deep(n :: Int, text :: String) -> Int do
  for i in 0..n do
    println("${text} ${i}")
    Timer.sleep(i)
  end
  if n > 1 do
    let below = deep(n - 1, text <> "x")
    println("below ${below}")
  end
  String.length(text) * n
end

fn middle(n :: Int, text :: String) -> Int do
  println("middle ${n}")
  for i in 0..n do
    println("m${i}")
  end
  deep(n, text <> "y")
end

fn main() do
  println("${deep(2, "a") + deep(1, "b")}")
  middle(2, "c")
  middle(1, "d")
  println("done")
end
