# modes: debug release
# exit: 1
# stderr: main crashed: over\n    at Main.looped/1 ({file}:8)\n    at Main.main/0 ({file}:15)
# A crash that is certain when the program is compiled has its trace, too.

fn looped(n :: Int) -> Int do
  if n > 10 do
    panic("over")
  else
    looped(n + 1)
  end
end

fn main() do
  println("${looped(0)}")
end
