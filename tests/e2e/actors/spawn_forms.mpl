# `spawn` takes actors, named functions, closures, and functions in variables.
actor greeter(to :: Pid<String>, name :: String) do
  send(to, "actor ${name}")
end

fn shout(to :: Pid<String>, text :: String) -> () do
  send(to, "function ${text}")
end

fn next() -> String do
  receive do
    text -> text
  end
end

fn main() do
  let me = self()
  spawn(greeter, me, "a")
  println(next())
  spawn(shout, me, "b")
  println(next())
  let count = 3
  spawn(fn -> send(me, "closure ${count}") end)
  println(next())
  let later = fn to, n -> send(to, "variable ${n}") end
  spawn(later, me, 4)
  println(next())
  let made = for i in 0..3 do
    fn -> send(me, "made ${i}") end
  end
  for f in made do
    spawn(f)
    println(next())
  end
end
