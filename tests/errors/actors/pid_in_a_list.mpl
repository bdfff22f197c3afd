actor numbers() do
  receive do
    n -> println("${n + 1}")
  end
end

actor words() do
  receive do
    w -> println(w)
  end
end

fn main() do
  let all = [spawn(numbers), spawn(words)]
  #                          ^^^^^^^^^^^^ E0001
  List.each(all, fn pid -> send(pid, 1) end)
end
