# driver: second_signal_ends_at_once.py
# Whoever waits for a signal gets the first one; the second one ends the program, whatever it still does.
fn main() do
  println("ready")
  println(Process.wait_signal())
  Timer.sleep(600000)
end
