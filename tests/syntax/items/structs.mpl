struct Point do
  x :: Float
  y :: Float
end

pub struct Pair<A, B> do
  first :: A
  second :: Option<B>
  type :: String
end deriving(Eq, Ord, Display)

struct Empty do end

struct None do
end deriving()

struct Line do a :: Int; b :: Int end
