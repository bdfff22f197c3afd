# Aliases of pairs of aliases double.
type A0 = Int
type A1 = (A0, A0)
type A2 = (A1, A1)
type A3 = (A2, A2)
type A4 = (A3, A3)
type A5 = (A4, A4)
type A6 = (A5, A5)
type A7 = (A6, A6)
type A8 = (A7, A7)
type A9 = (A8, A8)
type A10 = (A9, A9)
type A11 = (A10, A10)
type A12 = (A11, A11)
type A13 = (A12, A12)
type A14 = (A13, A13)
type A15 = (A14, A14)
type A16 = (A15, A15)
type A17 = (A16, A16)
type A18 = (A17, A17)
#    ^^^ E0083
type A19 = (A18, A18)
type A20 = (A19, A19)
fn main() do
  println("x")
end
