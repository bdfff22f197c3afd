actor asker(other :: Pid<Pid<String>>) do
  send(other, self())
  receive do
    n -> println("${n + 1}")
    #               ^ E0001
  end
end

fn main() do
  println("")
end
