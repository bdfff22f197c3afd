# stderr: a job is awaited once, by the actor that started it
# A job's result is for the actor that started it, once: whoever asks again is told, and does not wait for ever.
fn main() do
  let job = Job.async(fn -> 42 end)
  println("${Job.await(job)}")
  let (_, _) = Process.spawn_monitor(fn -> println("${Job.await(job)}") end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  let slow = Job.async(fn ->
    Timer.sleep(50)
    7
  end)
  println("${Job.await_timeout(slow, 1)}")
  println("${Job.await(slow)}")
end
