# The recursive call of an actor is no value: its body is what the other branch gives.
actor countdown(n :: Int) do
  let left = if n > 0 do
    countdown(n - 1)
  else
    println("done")
  end
  println("${left + 1}")
  #          ^^^^ E0006
end

fn main() do
  spawn(countdown, 3)
end
