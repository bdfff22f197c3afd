fn main() do
  spawn(f)
  spawn(f, 1, x)
  spawn(M.f, 1)
  spawn(fn -> 1 end)
  send(pid, (:go, 1))
  link(pid)
  self()
  self
  x |> send(1)
end
