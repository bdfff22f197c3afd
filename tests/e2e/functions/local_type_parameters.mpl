# A local function with type parameters holds for any types that have what is promised, also where two interfaces share a
# method name; one that nobody calls costs nothing.
interface Shape do
  fn area(self) -> Int
  fn label(self, before :: String) -> String
end

interface Land do
  fn area(self) -> Int
end

struct Square do
  side :: Int
end

impl Shape for Square do
  fn area(self) -> Int = self.side * self.side
  fn label(self, before :: String) -> String = before <> "square"
end

impl Land for Square do
  fn area(self) -> Int = 0
end

fn main() do
  fn measure<T>(shape :: T) -> Int where T: Shape do
    shape.area() + 1
  end
  println("${measure(Square { side: 3 })}")

  fn lower(x) = x.to_string() <> "!"
  fn both<T, U>(a :: T, b :: U) -> String where T: Display, U: Display do
    fn twice<V>(v :: V) -> String where V: Display = lower(v) <> lower(v)
    twice(a) <> twice(b)
  end
  println(both(1, "x"))

  fn count<T>(items :: List<T>) -> Int do
    case items do
      [] -> 0
      _ :: rest -> 1 + count(rest)
    end
  end
  println("${count([1, 2]) + count(["x"])}")

  fn fresh<T>() -> T where T: Default do
    default()
  end
  let number :: Int = fresh()
  let text :: String = fresh()
  println("${number}${text}")

  fn distinct<T>(a :: T, b :: T) -> Set<T> where T: Hash do
    Set.add(Set.add(Set.new(), a), b)
  end
  println("${distinct(1, 2)} ${distinct("x", "x")}")

  fn _never_called<T>(a :: T) -> T.Output where T: Add do
    a + a
  end
end
