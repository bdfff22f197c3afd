# modes: debug release
# stderr: crashed: the end of the loop\n    at Main.count_down/1 ({file}:7)\n    at Main.looped/0 ({file}:13)\n
# Tail calls leave no frames: a hundred thousand rounds are one line.
fn count_down(n :: Int) -> Int do
  case n do
    # The last round.
    0 -> panic("the end of the loop")
    _ -> count_down(n - 1)
  end
end

# What is done after the call keeps this frame.
fn looped() -> Int = 1 + count_down(100000)

fn main() do
  println("${Job.await(Job.async(looped))}")
end
