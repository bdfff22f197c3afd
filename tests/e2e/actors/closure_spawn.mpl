fn main() do
  let me = self()
  for i in 0..3 do
    spawn(fn -> send(me, (i, i * i)) end)
  end
  let answers = for _ in 0..3 do
    receive do
      pair -> pair
    end
  end
  println("${List.sort(answers, fn a, b -> Tuple.first(a) - Tuple.first(b) end)}")
end
