# Nested polymorphic closures: each is compiled once for each type at which it is used.
fn main() do
  let f0 = fn x, _y -> x end
  let f1 = fn x, y -> f0(f0(x, y), y) end
  let f2 = fn x, y -> f1(f1(x, y), y) end
  let f3 = fn x, y -> f2(f2(x, y), y) end
  let f4 = fn x, y -> f3(f3(x, y), y) end
  let f5 = fn x, y -> f4(f4(x, y), y) end
  let f6 = fn x, y -> f5(f5(x, y), y) end
  let f7 = fn x, y -> f6(f6(x, y), y) end
  let f8 = fn x, y -> f7(f7(x, y), y) end
  let f9 = fn x, y -> f8(f8(x, y), y) end
  let f10 = fn x, y -> f9(f9(x, y), y) end
  let f11 = fn x, y -> f10(f10(x, y), y) end
  let f12 = fn x, y -> f11(f11(x, y), y) end
  let f13 = fn x, y -> f12(f12(x, y), y) end
  let f14 = fn x, y -> f13(f13(x, y), y) end
  let f15 = fn x, y -> f14(f14(x, y), y) end
  let f16 = fn x, y -> f15(f15(x, y), y) end
  let f17 = fn x, y -> f16(f16(x, y), y) end
  println("${f17(1, 2)}")
end
