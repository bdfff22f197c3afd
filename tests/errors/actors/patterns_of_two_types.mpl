actor mixed() do
  receive do
    1 -> println("one")
    "two" -> println("two")
#   ^^^^^ E0001
  end
end

actor counter(n :: Int) do
  receive do
    (:inc, by) -> counter(n + by)
    :get -> println("${n}")
#   ^^^^ E0001
  end
end

# What the mailbox is of is known here.
actor known() do
  send(self(), 1)
  receive do
    n -> println("${n + 1}")
  end
  receive do
    "two" -> println("two")
#   ^^^^^ E0001
  end
end

fn main() do
  spawn(mixed)
  spawn(known)
  let p = spawn(counter, 0)
  send(p, (:inc, 1))
  send(p, :get)
end
