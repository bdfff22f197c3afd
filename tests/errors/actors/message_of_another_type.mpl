actor counter(count :: Int) do
  receive do
    n -> counter(count + n)
  end
end

fn main() do
  let pid = spawn(counter, 0)
  send(pid, "one")
  #         ^^^^^ E0014
  send(pid, 1.5)
  #         ^^^ E0014
  send(pid, 1)
end
