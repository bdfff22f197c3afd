fn main() do
  let xs = [5, 3, 8, 1]
  println("${List.length(xs)} ${List.get(xs, 2)} ${List.head(xs)} ${List.last(xs)} ${List.tail(xs)}")
  println("${List.append(xs, 9)} ${List.concat(xs, [0])} ${xs ++ [7]}")
  println("${List.reverse(xs)} ${List.take(xs, 2)} ${List.drop(xs, 3)} ${List.take(xs, 99)}")
  println("${List.sort(xs, fn a, b -> a - b end)}")
  println("${List.contains(xs, 8)} ${List.contains(xs, 80)}")
  println("${List.any(xs, fn x -> x > 7 end)} ${List.all(xs, fn x -> x > 1 end)}")
  println("${List.zip(xs, ["a", "b"])} ${List.enumerate(["x", "y"])}")
  println("${List.flat_map(xs, fn x -> [x, x] end)} ${List.flatten([[1], [], [2, 3]])}")
  println("${List.find(xs, fn x -> x > 5 end)} ${List.find(xs, fn x -> x > 50 end)}")
  println("${List.at(xs, 1)} ${List.at(xs, 10)} ${List.first(xs)} ${xs}")
  println("${xs[0] + xs[3]}")
end
