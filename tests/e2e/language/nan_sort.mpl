# The order of floats is total for sorting and `compare`: NaN comes behind all numbers. Operators compare as IEEE says.
struct Reading do
  at :: Float
  name :: String
end

type Mark do
  Missing
  Value(Float)
end

fn main() do
  let nan = 0.0 / 0.0
  let minus = 0.0 - nan
  println("${List.sorted([3.0, nan, 1.0, 2.0, nan, 0.5])} ${List.sorted([minus, -1.0, nan, 1.0 / 0.0])}")
  println("${compare(nan, 1.0)} ${compare(1.0, nan)} ${compare(nan, minus)} ${compare(0.0, -0.0)}")
  println("${nan == 1.0} ${nan == nan} ${nan != nan} ${nan < 1.0} ${nan > 1.0} ${nan <= nan} ${1.0 >= nan}")
  println("${Math.max(nan, 1.0)} ${Math.max(1.0, nan)} ${Math.min(nan, 1.0)} ${Math.min(1.0, nan)} ${Math.max(2, 3)}")
  println("${List.max([1.0, nan, 2.0])} ${List.min([nan, 1.0, 2.0])} ${List.min([1.0, nan])} ${List.max([nan, 1.0])}")
  let readings = [
    Reading { at: nan, name: "a" },
    Reading { at: 2.0, name: "b" },
    Reading { at: 1.0, name: "c" }
  ]
  println("${List.map(List.sorted(readings), fn r -> r.name end)}")
  println("${List.map(List.sort_by(readings, fn r -> r.at end), fn r -> r.name end)}")
  println("${List.sorted([Value(nan), Missing, Value(1.0)])} ${List.sorted([(nan, 1), (0.0, 2), (nan, 0)])}")
  println("${List.sorted([Some(nan), None, Some(1.0)])} ${List.sorted([[nan], [1.0], []])}")
  println("${List.sorted([Ok(nan), Err(nan), Ok(1.0), Err(1.0)])}")
  println("${Reading { at: 1.0, name: "x" } < Reading { at: 1.0, name: "y" }} ${[1, 2] < [1, 2, 0]} ${[2] < [1, 9]}")
end
