# memory check: no, stacks of hundreds of MiB
# modes: debug release
# stderr: stack overflow
# A million frames fit in any actor; a billion end that actor with "stack overflow" and nothing else.
fn deep(n :: Int) -> Int do
  if n == 0 do 0 else 1 + deep(n - 1) end
end

fn try(n :: Int) -> String do
  case Job.await(Job.async(fn -> deep(n) end)) do
    Ok(result) -> "${result}"
    Err(reason) -> reason
  end
end

actor bystander(to :: Pid<Int>, n :: Int) do
  receive do
    :stop -> send(to, n)
  after 1 -> bystander(to, n + 1)
  end
end

fn main() do
  println("${deep(1000000)}")
  println(try(1000000))
  let other = spawn(bystander, self(), 0)
  println(try(1000000000))
  send(other, :stop)
  receive do
    n -> println("${n >= 0}")
  end
end
