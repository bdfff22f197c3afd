# stderr: since in a circle
# stderr:  waits for
# Services that wait for each other in a circle learn of it when the time of a call is over; the report says who waits for
# whom. Something else (a listener) keeps the program busy meanwhile.
service Ring do
  fn init(n :: Int) -> Int = n

  call Go(next :: Pid, hops :: Int) :: Int do |s|
    (
      s,
      if hops == 0 do
        0
      else
        Ring.go(Process.typed(next), Process.whereis("first"), hops - 1, 100 * hops)
      end
    )
  end

  call Ask(whom :: Pid<Ring>, next :: Pid<Ring>, hops :: Int) :: String do |s|
    (s, if hops == 0 do "asked" else "${Ring.try_ask(whom, next, whom, hops - 1, 500)}" end)
  end
end

fn main() do
  let router = HTTP.router()
  let _ = spawn(fn ->
    let _ = HTTP.serve_on(router, "127.0.0.1", 0)
  end)
  let a = Ring.start(1)
  let b = Ring.start(2)
  Process.register("first", a)
  let (of_a, of_b) = (Process.monitor(a), Process.monitor(b))
  # a waits for b, b for a; b gives up first.
  case Ring.try_go(a, b, 3, 1000) do
    Err(Ended(Error(text))) ->
      println("${String.contains(text, "circle") or String.contains(text, "call of")}")
    other -> println("${other}")
  end
  receive do
    (:down, ref, _, Error(text)) when ref == of_a or ref == of_b -> do
      let (one, other) = ("${a} waits for ${b}", "${b} waits for ${a}")
      println("no reply within 200 ms: ${String.contains(text, "no reply within 200 ms")}")
      println("both are named: ${String.contains(text, one) and String.contains(text, other)}")
    end
  end
  # Who asks for the error gets the circle, too, also from outside of it.
  let (c, d) = (Ring.start(3), Ring.start(4))
  let job = Job.async(fn -> Ring.try_ask(c, d, c, 2, 250) end)
  case Job.await(job) do
    Ok(Err(TimedOut(circle))) ->
      println("${List.length(circle)} in the circle: ${List.contains(circle, bare(c))}")
    other -> println("${other}")
  end
  Process.halt(0)
end

fn bare(pid :: Pid) -> Pid = pid
