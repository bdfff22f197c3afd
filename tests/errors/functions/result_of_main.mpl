struct NoShow do
  run :: Fun(Int) -> Int
end

fn run() -> Int!NoShow = Err(NoShow { run: fn x -> x end })

fn main() = run()
#  ^^^^ E0006
