# Deep structures are copied from actor to actor, compared in pieces and freed without deep recursion.
type Chain do
  Link(Int, Chain)
  End
end

fn make(n :: Int, rest :: Chain) -> Chain do
  if n == 0 do rest else make(n - 1, Link(n, rest)) end
end

fn length(chain :: Chain, n :: Int) -> Int do
  case chain do
    End -> n
    Link(_, rest) -> length(rest, n + 1)
  end
end

actor measure(to :: Pid<Int>) do
  receive do
    chain -> send(to, length(chain, 0))
  end
end

fn main() do
  let long = make(1000000, End)
  let m = spawn(measure, self())
  send(m, long)
  receive do
    n -> println("${n}")
  end
  println("${length(long, 0)}")
  let _ = Process.spawn_monitor(fn -> println("${length(long, 0)}") end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end
