type Shape do
  Circle(Int)
  Rect(Int, Int)
end deriving(Display, Eq)

interface Area do
  fn area(self) -> Int
end

impl Area for Shape do
  fn area(self) -> Int do
    case self do
      Circle(r) -> 3 * r * r
      Rect(w, h) -> w * h
    end
  end
end

type Pairs<T> = List<(T, T)>
type Handler = Fun(Int) -> Int
type Maybe<T> = T?
type Fallible<T> = T!String
fn swap_all<T>(p :: Pairs<T>) -> Pairs<T> = List.map(p, fn((a, b)) -> (b, a) end)
fn opt_pair(n :: Int) -> (Int, String)? = if n > 0 do Some((n, "p")) else None end
fn opt_res(n :: Int) -> Int?!String =
  if n == 0 do Err("zero") else if n < 0 do Ok(None) else Ok(Some(n)) end
fn res_res(n :: Int) -> Int!Int!String = if n == 0 do Err(Err("inner")) else Ok(n) end
fn fun_opt() -> (Fun(Int) -> Int)? = Some(fn x -> x + 1 end)
fn apply(h :: Handler, n :: Int) -> Int = h(n)

fn deep(x :: Maybe<Fallible<Int>>) -> Int do
  case x do
    Some(Ok(n)) -> n
    Some(Err(s)) -> String.length(s)
    None -> 0
  end
end

fn main() do
  println("${List.map([1, 2], Some)} ${List.map([3], Circle)} ${List.map([Circle(1), Shape.Rect(2, 3)], area)} ${Area.area(Circle(2))}")
  println("${swap_all([(1, 2)])} ${opt_pair(1)} ${opt_pair(0)} ${opt_res(0)} ${opt_res(-1)} ${opt_res(5)} ${res_res(0)} ${res_res(1)}")
  println("${apply(fn x -> x * 2 end, 4)} ${deep(Some(Ok(3)))} ${deep(Some(Err("four")))} ${deep(None)}")
  case fun_opt() do
    Some(f) -> println("${f(1)}")
    None -> ()
  end
  let ctor = Shape.Rect
  println("${ctor(1, 2)} ${Some(Shape.Circle)  |> Option.map(fn c -> c(9) end)}")
  let größe = 5
  println("${größe}")
  let t7 = (1, 2, 3, 4, 5, 6, 7)
  let (a, b, c, d, e, f, g) = t7
  println("${a + b + c + d + e + f + g} ${Tuple.nth(t7, 6)} ${Tuple.size(t7)}")
end
