fn main() do
  let m = receive do
    x -> x
  end
  receive do
    1 -> "one"
  after 5 + 5 -> "late" end
  receive do
    (:down, pid, reason) -> reason
    _ -> 1
  after
    100 -> 2
  end
  receive do after 10 -> () end
end
