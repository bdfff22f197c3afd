# Replies of every shape: unit, booleans, floats, tuples, lists, options, structs, nested maps.
struct Point do
  x :: Float
  y :: Float
end

service Shapes do
  fn init() -> Int do
    7
  end

  call Nothing() :: () do |n|
    (n, ())
  end

  call Flag(limit :: Int) :: Bool do |n|
    (n, n > limit)
  end

  call Half() :: Float do |n|
    (n, 3.5)
  end

  call Pair() :: (String, Int) do |n|
    (n, ("seven", n))
  end

  call Many(count :: Int) :: List<(Int, String)> do |n|
    (
      n,
      for i in 0..count do
        (i, "${i * n}")
      end
    )
  end

  call Maybe(yes :: Bool) :: Option<Point> do |n|
    (n, if yes do Some(Point { x: 1.5, y: -2.0 }) else None end)
  end

  call Deep() :: Map<String, List<Option<Int>>> do |n|
    (n, %{"a" => [Some(1), None], "b" => []})
  end
end

fn main() do
  let s = Shapes.start()
  println("${Shapes.nothing(s)}")
  println("${Shapes.flag(s, 6)} ${Shapes.flag(s, 7)}")
  println("${Shapes.half(s)}")
  println("${Shapes.pair(s)}")
  println("${Shapes.many(s, 3)}")
  println("${Shapes.maybe(s, true)} ${Shapes.maybe(s, false)}")
  println("${Shapes.deep(s)}")
end
