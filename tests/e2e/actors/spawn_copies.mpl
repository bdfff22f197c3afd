# Arguments and captures are copied: what one actor does to its copy, the other does not see.
actor changer(to :: Pid<List<Int>>, numbers :: List<Int>) do
  let more = List.append(numbers, 99)
  send(to, List.map(more, fn n -> n * 2 end))
end

fn main() do
  let numbers = [1, 2, 3]
  spawn(changer, self(), numbers)
  receive do
    changed -> println("${changed}")
  end
  println("${numbers}")
  let me = self()
  let names = %{"a" => [1], "b" => [2, 3]}
  spawn(fn -> send(me, Map.get(Map.put(names, "a", [7, 8]), "a")) end)
  receive do
    list -> println("${list}")
  end
  println("${names}")
end
