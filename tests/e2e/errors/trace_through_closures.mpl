# exit: 1
# A closure that is called in tail position, and what calls it so, keep their frames where no call leads back.
# stderr: at Main.fail/1 ({file}:7)\n    at Main.main/0.closure1 ({file}:19)\n    at Main.by<()>/1 ({file}:11)
# stderr: at Main.outer<()>/1 ({file}:15)\n    at Main.main/0 ({file}:19)\n    at entry

fn fail(n :: Int) -> Int do
  panic("at ${n}")
end

fn by(f :: Fun(Int) -> Int) -> Int do
  f(1)
end

fn outer(f :: Fun(Int) -> Int) -> Int do
  by(f)
end

fn main() do
  let _ = outer(fn n -> fail(n + 1) end)
end
