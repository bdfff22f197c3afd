# One name for two things: type parameters, associated types, methods of an interface, fields of a pattern.
struct S<A, A> do
#           ^ E0055
  x :: A
end

type T<B, B> do
#         ^ E0055
  V(B)
end

type Pair<C, C> = (C, C)
#            ^ E0055

interface J<D, D> do
#              ^ E0055
  type Item
  type Item
#      ^^^^ E0055
  fn a(self) -> Int
  fn a(self) -> Int
#    ^ E0055
  fn b<E, E>(self, e :: E) -> Int
#         ^ E0055
end

interface Named do
  type Name
  fn name(self) -> Self.Name
end

struct P do
  x :: Int
end

impl Named for P do
  type Name = Int
  type Name = String
#      ^^^^ E0055
  fn name(self) = "p"
end

fn g<F, F>(x :: F) -> F = x
#       ^ E0055

fn main() do
  fn inner<H, H>(x :: H) -> H = x
#             ^ E0055
  case P { x: 1 } do
    P { x: 1, x: 2 } -> println("never")
#             ^ E0009
    _ -> println("${g(1)} ${inner(2)}")
  end
end
