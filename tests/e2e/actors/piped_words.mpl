# `send`, `spawn` and `link` take what is piped into them like every function.
fn echo(to :: Pid<String>, text :: String) do
  to |> send(text)
end

fn main() do
  let me = self()
  me |> send("first")
  "second" |2> send(me)
  let helper = echo |> spawn(me, "third")
  helper |> link
  (fn -> send(me, "fourth") end)
    |> spawn
    |> link()
  let texts = for _ in 0..4 do
    receive do
      text -> text
    end
  end
  println("${List.sorted(texts)}")
end
