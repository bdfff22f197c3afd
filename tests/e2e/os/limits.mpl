# driver: limits.py
# emulator: no, limits of memory are its own, too
# Whatever the system refuses, a program runs with less or says in one line what is missing.
fn main() do
  println("hello")
  if Env.args() == ["file"] do println("${File.write("grown", "text")}") end
  if Env.args() == ["all"] do
    Timer.sleep(1)
    let results = [
      Job.async(fn -> Crypto.verify_password("a", Crypto.hash_password("a")) end),
      Job.async(fn -> File.exists("/") end),
      Job.async(fn -> Result.is_ok(Db.open("sqlite::memory:")) end)
    ]
    for result in results do
      println("${Job.await(result)}")
    end
  end
end
