# Interfaces as bounds: defaults, associated types, impls on built-in and generic types, dispatch by type.
interface Shape do
  fn area(self) -> Float
  fn name(self) -> String

  fn describe(self) -> String do
    "${self.name()} of ${self.area()}"
  end

  fn bigger(self, other :: Self) -> Bool do
    self.area() > other.area()
  end
end

struct Square do
  side :: Float
end

struct Circle do
  radius :: Float
end

impl Shape for Square do
  fn area(self) -> Float = self.side * self.side
  fn name(self) -> String = "square"
end

impl Shape for Circle do
  fn area(self) -> Float = 3.0 * self.radius * self.radius
  fn name(self) -> String = "circle"

  fn describe(self) -> String do
    "round " <> self.name()
  end
end

interface Container do
  type Item
  fn items(self) -> List<Self.Item>

  fn first(self) -> Option<Self.Item> do
    List.first(self.items())
  end
end

struct Bag<T> do
  things :: List<T>
end

impl Container for Bag<T> do
  type Item = T
  fn items(self) -> List<T> = self.things
end

impl Container for String do
  type Item = String
  fn items(self) -> List<String> = String.characters(self)
end

interface Monoid do
  fn zero() -> Self
  fn combine(self, other :: Self) -> Self
end

impl Monoid for Int do
  fn zero() -> Int = 0
  fn combine(self, other :: Int) -> Int = self + other
end

impl Monoid for String do
  fn zero() -> String = ""
  fn combine(self, other :: String) -> String = self <> other
end

impl Monoid for List<T> do
  fn zero() -> List<T> = []
  fn combine(self, other :: List<T>) -> List<T> = self ++ other
end

impl Monoid for Option<T> where T: Monoid do
  fn zero() -> Option<T> = None

  fn combine(self, other :: Option<T>) -> Option<T> do
    case (self, other) do
      (Some(a), Some(b)) -> Some(a.combine(b))
      (Some(_), None) -> self
      (None, _) -> other
    end
  end
end

fn fold_all<T>(list :: List<T>) -> T where T: Monoid do
  List.reduce(list, Monoid.zero(), fn acc, x -> acc.combine(x) end)
end

fn largest<T>(first :: T, rest :: List<T>) -> T where T: Shape do
  List.reduce(rest, first, fn best, s -> if s.bigger(best) do s else best end end)
end

fn both<A, B>(a :: A, b :: B) -> String where A: Shape, B: Shape do
  "${a.describe()} and ${b.describe()}"
end

fn count_items<C>(c :: C) -> Int where C: Container do
  List.length(c.items())
end

fn main() do
  println(both(Square { side: 2.0 }, Circle { radius: 1.0 }))
  println("${largest(Square { side: 1.0 }, [Square { side: 3.0 }, Square { side: 2.0 }]).side}")
  println("${describe(Square { side: 0.5 })} ${name(Circle { radius: 2.0 })}")
  println("${Bag { things: [3, 4] }.first()} ${"hey".first()} ${count_items(Bag { things: ["a"] })} ${count_items("four")}")
  println("${fold_all([1, 2, 3])} [${fold_all(["a", "b"])}] ${fold_all([[1], [2, 3]])} ${fold_all([Some("x"), None, Some("y")])}")
  let nothing :: List<Int> = []
  println("${fold_all(nothing)} ${fold_all([Some([1]), Some([2])])}")
end
