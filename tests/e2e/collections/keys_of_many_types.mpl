# Whatever has `Hash` is a key: floats, sums, maps and sets included. Equal values are one key.
type Colour do
  Red
  Mixed(Float, Float)
end

fn tally(items) do
  List.reduce(items, %{}, fn done, item -> Map.update(done, item, 0, fn n -> n + 1 end) end)
end

fn main() do
  println("${tally([1.5, 0.0, 1.5, -0.0])}")
  println("${tally([Red, Mixed(0.5, 1.0), Red])}")
  println("${tally([%{"a" => 1, "b" => 2}, %{"b" => 2, "a" => 1}])}")
  println("${tally([Set.from_list([1, 2]), Set.from_list([2, 1]), Set.new()])}")
  println("${tally([Some(:a), None, Some(:a)])}")
  println("${%{1 => 2, 3 => 4}.hash() == %{3 => 4, 1 => 2}.hash()}")
  println("${Set.from_list(["x", "y"]).hash() == Set.from_list(["y", "x"]).hash()}")
  println("${%{1 => 2}.hash() == %{2 => 1}.hash()}")
end
