# A call in the last position takes the place of its caller, also in an `if` without `else` and where no result type is written: in functions,
# in those that call each other, behind `else if`, and in actors, which cannot say what they give.
fn texts(_ :: String, n :: Int) do
  if n > 0 do texts("${n}", n - 1) end
end

fn numbers(_ :: Int, n :: Int) do
  if n > 0 do numbers(n, n - 1) end
end

fn even(n :: Int) do
  if n > 0 do odd(n - 1) end
end

fn odd(n :: Int) do
  if n > 0 do even(n - 1) end
end

fn steps(n :: Int, by :: Int) do
  if n > 1_000_000 do
    steps(n - by, by)
  else if n > 0 do
    steps(n - 1, by)
  end
end

fn cases(_ :: List<Int>, n :: Int) do
  case n do
    0 -> ()
    _ -> if n > 0 do cases([n], n - 1) end
  end
end

actor counter(seen :: List<Int>, boss :: Pid<(Int, Int)>) do
  receive do
    0 -> send(boss, (List.length(seen), Option.unwrap(Process.info(Process.me())).stack))
    n -> if n > 0 do counter([n], boss) end
  end
end

fn main() do
  texts("", 10_000_000)
  numbers(0, 10_000_000)
  even(10_000_001)
  steps(11_000_000, 1)
  cases([], 10_000_000)
  let pid = spawn(counter, [], self())
  for _ in 0..200_000 do
    send(pid, 1)
  end
  send(pid, 0)
  receive do
    (length, stack) -> println("${length}, little stack: ${stack < 100_000}")
  end
end
