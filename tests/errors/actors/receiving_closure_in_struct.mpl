struct Job do
  run :: Fun() -> Int
end

fn main() do
  let job = Job { run: fn -> receive do
  #                    ^^^^^^^^^^^^^^^^ E0017
    n -> n
  end end }
  println("${job.run()}")
end
