struct One do
  x :: Int
end

struct Two do
  a :: Bool
  b :: Float
end

struct Three do
  o :: One
  t :: Two
end

struct U do
  u :: ()
end

fn oo(n :: Int) -> Option<Option<Int>> =
  if n == 0 do None else if n == 1 do Some(None) else Some(Some(n)) end
fn unit_res(b :: Bool) -> Result<(), ()> = if b do Ok(()) else Err(()) end

fn main() do
  let threes = [
    Three { o: One { x: 1 }, t: Two { a: true, b: 0.5 } },
    Three { o: One { x: 2 }, t: Two { a: false, b: 1.5 } }
  ]
  println("${threes} ${List.map(threes, fn t -> t.t.b end)} ${threes[1].t.a}")
  println("${List.map([0, 1, 2], oo)} ${unit_res(true)} ${unit_res(false)} ${Some(())} ${[(), ()]}")
  println("${[Some(true), None, Some(false)]} ${[Some(1.5), None]} ${[Some(""), None]} ${Some(Some(Some(())))}")
  println("${%{() => 1}} ${%{true => ()}} ${%{Some(1) => None, None => Some("x")}} ${(((), ()), 1)}")
  let nested = [[[Some((1, [true]))]], []]
  println("${nested} ${nested == [[[Some((1, [true]))]], []]}")
  let r :: List<Result<Option<(Int, Float)>, String>> = [Ok(Some((1, 2.5))), Ok(None), Err("e")]
  println("${r}")
  for item in r do
    case item do
      Ok(Some((n, x))) when n > 0 and x > 2.0 -> println("${n} ${x}")
      Ok(Some(_)) -> println("small")
      Ok(None) -> println("nothing")
      Err(e) -> println(e)
    end
  end
  let us = [U { u: () }]
  println("${us} ${us == [U { u: () }]} ${List.length(us)}")
  let m = %{One { x: 1 } => Two { a: true, b: 1.0 }}
  println("${m} ${Map.fetch(m, One { x: 1 })} ${Map.fetch(m, One { x: 2 })}")
  let s = Set.from_list([Some(1), None, Some(1)])
  println("${s} ${Set.contains(s, None)}")
  let fs = [fn -> () end, fn -> println("called") end]
  for f in fs do
    f()
  end
end
