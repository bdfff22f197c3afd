fn main() do
  let pid = self()
  case 3 do
    n when send(pid, 1) == () -> println("a")
    #      ^^^^^^^^^^^^ E0013
    _ -> println("c")
  end
end
