# Without a clause a type gets what its fields allow, no more.
struct Job do
  run :: Fun(Int) -> Int
end

fn main() do
  let job = Job { run: fn n -> n end }
  println("${job == job}")
  #          ^^^ E0006
end
