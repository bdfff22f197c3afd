# exit: 1
# stderr: shift
# modes: debug release
fn shifted(n :: Int) -> Int = Int.shift_left(1, n)

fn main() do
  println("${shifted(63) < 0} ${shifted(0)}")
  println("${shifted(String.length("four") * 16)}")
end
