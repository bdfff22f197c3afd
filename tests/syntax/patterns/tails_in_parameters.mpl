fn numbers(x :: 2 :: []) = x
fn texts("a" :: "b" :: _) = 1
fn truths(h :: true :: _) = h
fn negative(h :: -1 :: _) = h
fn atoms(h :: :atom :: _) = h
fn tuples(h :: (a, 1) :: t) = t
fn either(h :: (1 | 2) :: t) = t
fn nested(h :: [x] :: t) = t
fn options(h :: Some(x) :: _) = x
fn fields(h :: User { n: 1, name } :: _) = name
fn pairs((a, b) :: (c, d) :: t) = t
fn lines(
  head
  :: 1
  :: tail,
  other :: Map<String, Fun(Int) -> List<Int>>,
) = tail
fn types(a :: Int?, b :: (Int, Int), c :: Fun(Int) -> Int, d :: String!Int, e :: A.B<C>, f :: none) = a

fn main() do
  let f = fn (h :: (a, 4) :: _) -> a end
  let g = fn h :: 1 :: _ -> h end
  let a :: 2 :: [] = xs else 3 end
  let b :: Int = 4
  let c :: List<Int> =
    []
  each(xs) do |h :: 1 :: _, n :: Int| h end
end

actor worker(h :: Some(1) :: rest, n :: Int) do
  n
end
