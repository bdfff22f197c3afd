# modes: debug release
# A computation without end holds nobody up: neither those that share the place of its stack, though no worker has anything else to do, nor
# those that are to end.
fn compute(n :: Int) -> Int do
  if n < 0 do n else compute(n + 1 - 1 + 0) end
end

fn serve(number :: Int, to :: Pid<Int>) -> Int do
  let wanted = receive do
    what -> what
  end
  if wanted == 1 do
    compute(1)
  else
    send(to, number)
    serve(number, to) + 1
  end
end

fn ask(one :: Pid<Int>) -> Int do
  send(one, 0)
  receive do
    _ -> 1
  after 20_000 -> 0
  end
end

fn main() do
  let me :: Pid<Int> = self()
  let all = for i in 0..400 do
    let one :: Pid<Int> = spawn(fn ->
      let _ = serve(i, me)
    end)
    one
  end
  println("${List.sum(List.map(all, ask))}")
  send(List.get(all, 200), 1)
  Timer.sleep(50)
  let others = List.drop(all, 201)
  println("${List.sum(List.map(others, ask))}")
  let ended = for one in others do
    let watch = Process.monitor(one)
    Process.exit(one, Killed)
    receive do
      (:down, of, _, _) when of == watch -> 1
    after 20_000 -> 0
    end
  end
  println("${List.sum(ended)}")
  Process.halt(0)
end
