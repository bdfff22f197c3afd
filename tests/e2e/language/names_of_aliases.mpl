struct Point do
  x :: Int
  y :: Int
end deriving(Json, Eq, Debug)

type Shape<T> do
  Circle(T)
  Dot
end deriving(Json, Eq, Debug)

type P = Point
type S = Shape<Float>
type Sh<A> = Shape<A>
type Attrs = Map<String, P>
type Outcome<T> = Result<T, String>
type Fn2<A> = Fun(A, A) -> A
type Pair<A> = (A, A)
type Cb = Fun(P) -> Outcome<Pair<Int>>

interface D do
  fn d(self) -> String
end

impl D for P do
  fn d(self) = "P${self.x}"
end

impl D for Attrs do
  fn d(self) = "attrs ${Map.size(self)}"
end

impl D for Outcome<T> where T: D do
  fn d(self) = case self do
    Ok(t) -> t.d()
    Err(e) -> e
  end
end

impl D for Pair<A> where A: D do
  fn d((a, b)) = a.d() <> b.d()
end

fn fold(f :: Fn2<Int>, l :: List<Int>) -> Int = List.reduce(l, 0, f)
fn cb(c :: Cb, p :: P) -> Outcome<Pair<Int>> = c(p)
const ORIGIN :: P = P { x: 0, y: 0 }

fn main() do
  let p = P { x: 1, y: 2 }
  let P { x, y } = p
  println("${x} ${y} ${%{p | x: 5}} ${p.d()} ${%{"a" => p}.d()} ${(p, p).d()}")
  let o :: Outcome<P> = Ok(p)
  println("${o.d()} ${fold(fn a, b -> a + b end, [1, 2])} ${cb(fn q -> Ok((q.x, q.y)) end, p)}")
  let s :: S = S.Circle(1.5)
  println("${s} ${case s do
    S.Circle(r) -> r
    Sh.Dot -> 0.0
  end} ${ORIGIN == P { x: 0, y: 0 }}")
  println("${P.from_json("{\"x\":1,\"y\":2}")} ${Json.encode(s)}")
  let t :: Outcome<Sh<Int>> = Sh.from_json("{\"tag\":\"Dot\",\"fields\":[]}")
  println("${t}")
end
