actor waiter() do
  receive do
    n -> println("${n + 1}")
  after "soon" -> println("late")
  #     ^^^^^^ E0001
  end
end

fn main() do
  spawn(waiter)
end
