fn wait_for(tag :: String) -> Int do
  receive do
    (t, n) when t == tag -> n
  end
end

fn main() do
  send(self(), ("b", 2))
  send(self(), ("a", 1))
  println("${wait_for("a")} ${wait_for("b")}")
end
