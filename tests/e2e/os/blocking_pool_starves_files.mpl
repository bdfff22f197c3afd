# driver: blocking_pool_starves_files.py
# Hundreds read a pipe that nobody writes: they keep nobody from other files, databases and passwords, and can be killed.
fn others() -> (Bool, Bool, Bool) do
  let file = Job.async(fn -> Result.is_ok(File.read("file")) end)
  let db = Job.async(fn -> Result.is_ok(Db.open("sqlite::memory:")) end)
  let password = Job.async(fn -> Crypto.verify_password("a", Crypto.hash_password("a")) end)
  let done = fn job -> Job.await_timeout(job, 30000) == Ok(true) end
  (done(file), done(db), done(password))
end

fn main() do
  let readers = for _ in 0..600 do
    let (pid, _) = Process.spawn_monitor(fn ->
      let _ = File.read("pipe")
      ()
    end)
    pid
  end
  let writer = spawn(fn ->
    let _ = File.write("pipe without a reader", "text")
    ()
  end)
  Timer.sleep(200)
  println("${others()}")
  Process.exit(writer, Killed)
  for pid in readers do
    Process.exit(pid, Killed)
  end
  for _ in 0..600 do
    receive do
      (:down, _, _) -> ()
    end
  end
  println("${others()}")
  let text = Job.async(fn -> File.read("pipe") end)
  println("${File.write("pipe", "through a pipe")} ${Job.await(text)}")
  println("${File.write("/dev/null", "text")} ${File.read("/dev/null")} ${File.append("/dev/full", "text")}")
end
