# What a request consists of is kept as it is in a message: a function does not receive there, written or not.
fn take() -> Int do
  receive do
    k -> k + 1
  end
end

service Runner do
  fn init() -> Int = 1

  cast Run(f) do |n|
    let k = f()
    k + n
  end

  cast Each(fs) do |n|
    for f in fs do
      println("${f() + n}")
    end
    n
  end

  call Get() :: Int do |n|
    (n, n)
  end
end

fn main() do
  let r = Runner.start()
  Runner.run(r, take)
#               ^^^^ E0017
  Runner.run(r, fn -> 1 end)
  Runner.each(r, [take])
#                 ^^^^ E0017
  println("${Runner.get(r)}")
end
