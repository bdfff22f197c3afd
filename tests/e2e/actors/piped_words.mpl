# `send`, `spawn` and `link` take what is piped into them like every function.
fn echo(to :: Pid<String>, text :: String) do
  receive do
    n -> to |> send("${text} ${n + 0}")
  end
end

fn main() do
  let me = self()
  me |> send("first")
  "second" |2> send(me)
  let helper = echo |> spawn(me, "third")
  helper |> link()
  helper |> send(3)
  let other = (fn -> echo(me, "fourth") end) |> spawn()
  other |> link()
  4 |2> send(other)
  let texts = for _ in 0..4 do
    receive do
      text -> text
    end
  end
  println("${List.sorted(texts)}")
end
