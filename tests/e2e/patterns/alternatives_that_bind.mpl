# Eight columns of nineteen alternatives, each of which binds.
type T do
  V0(Int)
  V1(Int)
  V2(Int)
  V3(Int)
  V4(Int)
  V5(Int)
  V6(Int)
  V7(Int)
  V8(Int)
  V9(Int)
  V10(Int)
  V11(Int)
  V12(Int)
  V13(Int)
  V14(Int)
  V15(Int)
  V16(Int)
  V17(Int)
  V18(Int)
  V19(Int)
end
fn f(a0 :: T, a1 :: T, a2 :: T, a3 :: T, a4 :: T, a5 :: T, a6 :: T, a7 :: T) -> Int do
  case (a0, a1, a2, a3, a4, a5, a6, a7) do
    ((V0(x0) | V1(x0) | V2(x0) | V3(x0) | V4(x0) | V5(x0) | V6(x0) | V7(x0) | V8(x0) | V9(x0) | V10(x0) | V11(x0) | V12(x0) | V13(x0) | V14(x0) | V15(x0) | V16(x0) | V17(x0) | V18(x0)), (V0(x1) | V1(x1) | V2(x1) | V3(x1) | V4(x1) | V5(x1) | V6(x1) | V7(x1) | V8(x1) | V9(x1) | V10(x1) | V11(x1) | V12(x1) | V13(x1) | V14(x1) | V15(x1) | V16(x1) | V17(x1) | V18(x1)), (V0(x2) | V1(x2) | V2(x2) | V3(x2) | V4(x2) | V5(x2) | V6(x2) | V7(x2) | V8(x2) | V9(x2) | V10(x2) | V11(x2) | V12(x2) | V13(x2) | V14(x2) | V15(x2) | V16(x2) | V17(x2) | V18(x2)), (V0(x3) | V1(x3) | V2(x3) | V3(x3) | V4(x3) | V5(x3) | V6(x3) | V7(x3) | V8(x3) | V9(x3) | V10(x3) | V11(x3) | V12(x3) | V13(x3) | V14(x3) | V15(x3) | V16(x3) | V17(x3) | V18(x3)), (V0(x4) | V1(x4) | V2(x4) | V3(x4) | V4(x4) | V5(x4) | V6(x4) | V7(x4) | V8(x4) | V9(x4) | V10(x4) | V11(x4) | V12(x4) | V13(x4) | V14(x4) | V15(x4) | V16(x4) | V17(x4) | V18(x4)), (V0(x5) | V1(x5) | V2(x5) | V3(x5) | V4(x5) | V5(x5) | V6(x5) | V7(x5) | V8(x5) | V9(x5) | V10(x5) | V11(x5) | V12(x5) | V13(x5) | V14(x5) | V15(x5) | V16(x5) | V17(x5) | V18(x5)), (V0(x6) | V1(x6) | V2(x6) | V3(x6) | V4(x6) | V5(x6) | V6(x6) | V7(x6) | V8(x6) | V9(x6) | V10(x6) | V11(x6) | V12(x6) | V13(x6) | V14(x6) | V15(x6) | V16(x6) | V17(x6) | V18(x6)), (V0(x7) | V1(x7) | V2(x7) | V3(x7) | V4(x7) | V5(x7) | V6(x7) | V7(x7) | V8(x7) | V9(x7) | V10(x7) | V11(x7) | V12(x7) | V13(x7) | V14(x7) | V15(x7) | V16(x7) | V17(x7) | V18(x7))) -> x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7
    _ -> -1
  end
end
fn main() do
  println("${f(V0(0), V1(1), V2(2), V3(3), V4(4), V5(5), V6(6), V7(7))}")
end
