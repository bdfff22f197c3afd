# Section 10, 9 and 15: what cannot be shown is no text.
struct Job do
  run :: Fun(Int) -> Int
end

fn main() do
  let job = Job { run: fn n -> n end }
  println("${job.run}")
  #          ^^^^^^^ E0006
  println("${job}")
  #          ^^^ E0006
  println(String.from(job))
  #                   ^^^ E0006
end
