# Who waits for room in a mailbox gets it, though one that waited before it is gone by then.
actor owner(me :: Pid<String>) mailbox 1 block do
  Timer.sleep(600)
  receive do
    n -> send(me, "took ${n}")
  end
  # It receives no more for long.
  Timer.sleep(60_000)
end

fn put(to :: Pid<Int>, n :: Int, me :: Pid<String>) -> Pid do
  let pid = spawn(fn ->
    send(to, n)
    send(me, "${n} is there")
  end)
  Timer.sleep(150)
  pid
end

fn hear(left :: Int) -> () do
  if left > 0 do
    receive do
      text -> println(text)
    after 20_000 -> println("nothing")
    end
    hear(left - 1)
  end
end

fn main() do
  let me :: Pid<String> = self()
  let to :: Pid<Int> = spawn(owner, me)
  send(to, 1)
  let first = put(to, 2, me)
  put(to, 3, me)
  Process.exit(first, Killed)
  hear(2)
  Process.halt(0)
end
