# Equality of a type whose parts are as many as 8192.
struct P<A, B> do
  a :: A
  b :: B
end

fn d0(x) = P { a: x, b: x }

fn d1(x) do
  let y = d0(x)
  P { a: y, b: y }
end

fn d2(x) do
  let y = d1(x)
  P { a: y, b: y }
end

fn d3(x) do
  let y = d2(x)
  P { a: y, b: y }
end

fn d4(x) do
  let y = d3(x)
  P { a: y, b: y }
end

fn d5(x) do
  let y = d4(x)
  P { a: y, b: y }
end

fn d6(x) do
  let y = d5(x)
  P { a: y, b: y }
end

fn d7(x) do
  let y = d6(x)
  P { a: y, b: y }
end

fn d8(x) do
  let y = d7(x)
  P { a: y, b: y }
end

fn d9(x) do
  let y = d8(x)
  P { a: y, b: y }
end

fn d10(x) do
  let y = d9(x)
  P { a: y, b: y }
end

fn d11(x) do
  let y = d10(x)
  P { a: y, b: y }
end

fn d12(x) do
  let y = d11(x)
  P { a: y, b: y }
end

fn main() do
  let z = d12(1)
  println("${z == z}")
end
