type B do
  P(Int)
  Q(Int)
  R
end

type T do
  A(B)
  D(B)
end

fn inside(t :: T) -> Int do
  case t do
    A(P(x)) | D((P(x) | R)) -> x
#                       ^ E0011
    _ -> 3
  end
end

fn first_inside(t :: T) -> Int do
  case t do
    A(P(x)) | D((R | P(x))) -> x
#             ^^^^^^^^^^^^^ E0011
    _ -> 3
  end
end

fn deeper(t :: (T, Int)) -> Int do
  case t do
    (A(P(x)), _) | (A((Q(x) | P(x))) | D((Q(x) | (P(x) | R))), _) -> x
#                                                        ^ E0011
    _ -> 3
  end
end

fn main() do
  println("${inside(D(R))} ${first_inside(D(R))} ${deeper((D(R), 1))}")
end
