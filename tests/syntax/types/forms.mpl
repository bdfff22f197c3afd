type A = Int
type B = List<Int>
type C = Map<String, List<Map<String, Int>>>
type D = ()
type E = (Int)
type F = (Int, String)
type G = (Int, (String, Bool),)
type H = Fun() -> Int
type I = Fun(Int, List<a>) -> Fun(Int) -> ()
type J = Geo.Point
type K = Geo.Shapes.Box<Int>
type L = Self.Item
type M<T, U> = Pair<T, U>
pub type N = Int
type O =
  Int
