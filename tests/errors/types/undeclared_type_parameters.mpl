struct Box do
  value :: T
#          ^ E0045
end

type Either do
  Left(A)
#      ^ E0045
  Right(B)
end

type Pairs = List<(K, K)>
#                  ^ E0045

interface Walk do
  fn each(self, f :: Fun(T) -> U) -> U
#                        ^ E0045
end

fn same(x :: T) -> T = x
#            ^ E0045

fn largest<T>(xs :: List<T>, other :: U) -> (T, U) where U: Ord do
#                                     ^ E0045
  (xs[0], other)
end

fn listed(xs :: List<Elem>) -> Elem where Elem: Ord = xs[0]
#                                         ^^^^ E0045

fn main() do
  fn inner(x :: T, y :: T) -> T = x
#               ^ E0045
  println("${same(1)} ${inner(1, 2)} ${largest([1], 2)} ${listed([1])}")
end
