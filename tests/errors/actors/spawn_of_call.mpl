fn work(n :: Int) -> Int do
  n
end

fn main() do
  spawn(work(1))
  #     ^^^^^^^ E0016
  spawn(3)
  #     ^ E0016
  spawn(work)
# ^^^^^^^^^^^ E0003
  spawn(work, "one")
  #           ^^^^^ E0001
end
