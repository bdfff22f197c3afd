# memory check: no, more actors than have a stack there
# A chain of links passes on the first cause and how long it is, not a text of all.

actor node(previous :: Pid, ready :: Pid<Int>) do
  Process.link(previous)
  send(ready, 1)
  receive do
    :stop -> ()
  end
end

actor head() do
  receive do
    :boom -> panic("x")
  end
end

fn build(previous :: Pid, left :: Int) -> Pid do
  if left == 0 do
    previous
  else
    let me :: Pid<Int> = self()
    let next = spawn(node, previous, me)
    receive do
      _ -> build(next, left - 1)
    end
  end
end

fn main() do
  let first = spawn(head)
  let last = build(first, 20_000)
  Process.monitor(last)
  send(first, :boom)
  receive do
    (:down, _, Linked(_, text)) -> println(text)
  end
end
