struct Version do
  major :: Int
  minor :: Int
  label :: String
end

type Priority do
  Low
  Normal(Int)
  High(String, Float)
end deriving(Eq, Ord, Display, Hash, Debug)

struct Money do
  cents :: Int
  currency :: String
end deriving(Eq, Hash, Display)

impl Ord for Money do
  fn lt(self, other :: Money) -> Bool = self.cents < other.cents
end

struct Wrap<T> do
  value :: T
end

fn v(major, minor, label) = Version { major: major, minor: minor, label: label }

fn main() do
  println("${v(1, 2, "a") == v(1, 2, "a")} ${v(1, 2, "a") != v(1, 2, "b")} ${v(1, 9, "z") < v(2, 0, "a")} ${v(1, 2, "a") >= v(1, 2, "b")}")
  println("${List.sorted([High("b", 1.0), Normal(5), Low, High("a", 9.5), Normal(-1), High("a", 2.0)])}")
  println("${compare(Low, Normal(0))} ${compare(Normal(3), Normal(3))} ${compare(High("b", 0.0), High("a", 9.0))}")
  let prices = [Money { cents: 500, currency: "EUR" }, Money { cents: 20, currency: "USD" }]
  println("${List.sorted(prices)} ${Money { cents: 1, currency: "A" } <= Money { cents: 1, currency: "B" }} ${compare(Money { cents: 3, currency: "A" }, Money { cents: 2, currency: "B" })}")
  let by_key = %{Normal(1) => "n1", High("x", 0.5) => "hx", Low => "low"}
  println("${Map.get(by_key, High("x", 0.5))} ${Map.get(by_key, Low)} ${Map.fetch(by_key, Normal(2))}")
  let versions = Set.from_list([v(1, 0, ""), v(1, 0, ""), v(1, 1, "")])
  println("${Set.size(versions)} ${Set.contains(versions, v(1, 1, ""))}")
  println("${v(1, 2, "a").hash() == v(1, 2, "a").hash()} ${v(1, 2, "a").hash() == v(2, 1, "a").hash()} ${Normal(1).hash() == Normal(1).hash()}")
  println("${Wrap { value: 1 } == Wrap { value: 1 }} ${Wrap { value: "a" } < Wrap { value: "b" }} ${Wrap { value: [1, 2] } < Wrap { value: [1, 3] }}")
  println("${(1, "b") < (1, "c")} ${[1, 2] < [1, 2, 0]} ${[] < [0]} ${Some(1) < Some(2)} ${[[2], [1]] > [[1, 9]]} ${(1, 2, 3) == (1, 2, 3)}")
  println("${false < true} ${[true, false] == [true, false]} ${:a == :a} ${:a != :b} ${Ok(1) == Err("x")} ${Some([1]) == Some([1])}")
  println("${%{"a" => 1, "b" => 2} == %{"b" => 2, "a" => 1}} ${%{"a" => 1} == %{"a" => 2}} ${Set.from_list([1, 2]) == Set.from_list([2, 1])}")
  println("${0.0 == -0.0} ${0.0 / 0.0 == 0.0 / 0.0} ${List.sorted([3.5, -1.0, 2.0])} ${List.sorted(["b", "B", "a"])}")
end
