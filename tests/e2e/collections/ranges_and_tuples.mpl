fn main() do
  let r = 2..6
  println("${Range.to_list(r)} ${Range.length(r)} ${Range.map(r, fn x -> x * x end)} ${Range.filter(r, fn x -> x % 2 == 1 end)}")
  println("${Range.to_list(5..5)} ${Range.to_list(Range.new(7, 3))}")
  let t = (1, "two", 3.5)
  println("${Tuple.first(t)} ${Tuple.second(t)} ${Tuple.nth(t, 2)} ${Tuple.size(t)}")
  println("${t} ${t == (1, "two", 3.5)}")
end
