# Default, generics with several bounds, impls for functions' results, where over several lines, static methods.
interface Shape do
  fn sides() -> Int
  fn name(self) -> String
end

struct Tri do
end

struct Quad do
end

impl Shape for Tri do
  fn sides() -> Int = 3
  fn name(self) -> String = "tri"
end

impl Shape for Quad do
  fn sides() -> Int = 4
  fn name(self) -> String = "quad"
end

impl Default for Quad do
  fn default() -> Quad = Quad {}
end

struct Settings do
  depth :: Int
  label :: String
  tags :: List<String>
  ratio :: Float
  on :: Bool
  extra :: Option<Int>
end deriving(Eq, Debug)

impl Default for Settings do
  fn default() -> Settings do
    Settings {
      depth: default(),
      label: default(),
      tags: default(),
      ratio: default(),
      on: default(),
      extra: default()
    }
  end
end

fn show_all<A, B>(a :: A, b :: B) -> String where A: Display, A: Ord, B: Debug, B: Eq do
  "${a} ${a < a} ${b.inspect()} ${b == b}"
end

fn corners<T>(_shape :: T) -> Int where T: Shape do
  T.sides() * 2
end

fn make<T>() -> T where T: Default = default()

interface Visitor do
  type Out
  fn leaf(self, n :: Int) -> Self.Out
  fn join(self, a :: Self.Out, b :: Self.Out) -> Self.Out
end

struct Summing do
end

struct Printing do
  sep :: String
end

impl Visitor for Summing do
  type Out = Int
  fn leaf(self, n :: Int) -> Int = n
  fn join(self, a :: Int, b :: Int) -> Int = a + b
end

impl Visitor for Printing do
  type Out = String
  fn leaf(self, n :: Int) -> String = "${n}"
  fn join(self, a :: String, b :: String) -> String = a <> self.sep <> b
end

type Tree do
  Leaf(Int)
  Fork(Tree, Tree)
end

fn visit<V>(tree :: Tree, v :: V) -> V.Out where V: Visitor do
  case tree do
    Leaf(n) -> v.leaf(n)
    Fork(a, b) -> v.join(visit(a, v), visit(b, v))
  end
end

fn main() do
  println("${corners(Tri {})} ${corners(Quad {})} ${Tri {}.name()} ${name(Quad {})}")
  let s :: Settings = default()
  println("${s} ${s == make()}")
  println(show_all(3, Some("x")))
  let q :: Quad = make()
  println("${q} ${make() + 1} ${make() <> "s"}")
  let t = Fork(Leaf(1), Fork(Leaf(2), Leaf(3)))
  println("${visit(t, Summing {})} ${visit(t, Printing { sep: "-" })}")
end
