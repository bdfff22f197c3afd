# exit: 1
# stderr: no such process
# Calling a service that has ended does not wait.
service Echo do
  fn init() -> Int do
    0
  end

  call Say(text :: String) :: String do |n|
    (n + 1, text)
  end
end

fn main() do
  let e = Echo.start()
  println(Echo.say(e, "hello"))
  Process.monitor(e)
  Process.exit(e, Killed)
  receive do
    (:down, _, _) -> println(Echo.say(e, "anybody?"))
  end
end
