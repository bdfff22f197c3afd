fn main() do
  case x do
    h :: t -> 1
    a :: b :: rest -> 2
    (1 | 2) :: _ -> 3
    1 | 2 | 3 -> 4
    Some(1) | Some(2) -> 5
    Some(v) as whole -> 6
    1 | 2 as n -> 7
    h :: t as all -> 8
    (a as b, c) -> 9
    Some(A | B) -> 10
    A
    | B -> 11
  end
end
