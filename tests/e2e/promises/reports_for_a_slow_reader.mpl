# driver: reports_for_a_slow_reader.py
# leaks: allowed, actors crash
# A program that has come to its end waits until its crash reports are read, as it does for what it has printed.
fn main() do
  let text = String.repeat("y", 400)
  for n in 0..2000 do
    spawn(fn -> panic("${n} ${text}") end)
  end
  Timer.sleep(100)
  println("main ends")
end
