# `send`, `spawn` and `link` take what is piped into them like every function. Who is linked is still there.
fn echo(to :: Pid<String>, text :: String) do
  to |> send(text)
  Timer.sleep(60_000)
end

fn main() do
  let me = self()
  me |> send("first")
  "second" |2> send(me)
  let helper = echo |> spawn(me, "third")
  helper |> link
  (fn -> echo(me, "fourth") end)
    |> spawn
    |> link()
  let texts = for _ in 0..4 do
    receive do
      text -> text
    end
  end
  println("${List.sorted(texts)}")
end
