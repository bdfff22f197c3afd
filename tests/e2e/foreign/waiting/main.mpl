# modes: debug release
# A function that waits has a thread of its own: others run, also on the only worker there may be. An actor that is ended meanwhile is gone
# at once, and what the function gave is freed. More that compute for long than there are workers hold nobody up, and there is room for deep ones.
extern "C" do
  @blocking
  @free_with("free_text")
  fn pass_gate(text :: String) -> String

  @blocking
  fn until_waiting(least :: Int)

  @blocking
  fn until_freed(least :: Int)

  fn open_gate()

  fn spin()
  fn how_many_spin() -> C.Int32
  fn release()
  fn deep(depth :: Int) -> Int
end

fn until_spinning(count :: Int) do
  if how_many_spin() < count do
    Timer.sleep(1)
    until_spinning(count)
  end
end

fn main() do
  let jobs = for n in 1..11 do
    Job.async(fn -> pass_gate("text ${n}" <> String.repeat(".", n)) end)
  end
  let killed = spawn(fn -> println(pass_gate("nobody waits for this")) end)
  until_waiting(11)
  let watch = Process.monitor(killed)
  Process.exit(killed, Killed)
  receive do
    (:down, m, _, reason) when m == watch -> println("killed: ${reason}")
  end
  open_gate()
  let texts = for job in jobs do
    Result.unwrap(Job.await(job))
  end
  println("${List.length(texts)} ${List.sum(List.map(texts, String.length))}")
  until_freed(11)
  let spinners = for _ in 1..9 do
    Job.async(spin)
  end
  until_spinning(List.length(spinners))
  release()
  println("${List.length(List.filter(spinners, fn job -> Result.is_ok(Job.await(job)) end))}")
  println("${deep(100)}")
end
