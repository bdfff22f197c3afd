# modes: debug release
# Each operator that leaves the range ends the job that used it, with a reason that names it.
fn attempt(f :: Fun() -> Int) -> String do
  case Job.await(Job.async(f)) do
    Ok(n) -> "ok ${n}"
    Err(why) -> why
  end
end

fn main() do
  let max = 9223372036854775807
  let min = -max - 1
  let one = String.length("x")
  println(attempt(fn -> max + one end))
  println(attempt(fn -> min - one end))
  println(attempt(fn -> max * (one + one) end))
  println(attempt(fn -> -(min + one - one) end))
  println(attempt(fn -> 5 / (one - 1) end))
  println(attempt(fn -> 5 % (one - 1) end))
  println(attempt(fn -> max - one end))
end
