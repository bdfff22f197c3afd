struct User do
#      ^^^^ W0009
  @jsno("x")
# ^^^^^^^^^^ E0064
  a :: Int
  @json(renamed)
  #     ^^^^^^^ E0064
  b :: Int
  @json
# ^^^^^ E0064
  c :: Int
  @json("d") @json("e")
  #          ^^^^^^^^^^ E0064
  d :: Int
  @default(5)
# ^^^^^^^^^^^ E0064
  e :: Int
  @json(skip)
  f :: User
# ^ E0038
end deriving(Json)

struct Settings do
  @range(5, 1)
# ^^^^^^^^^^^^ E0064
  a :: Int
  @range("a", "b")
# ^^^^^^^^^^^^^^^^ E0064
  b :: Int
  @default(1, 2)
# ^^^^^^^^^^^^^^ E0064
  c :: Int
  @env("A B")
# ^^^^^^^^^^^ E0064
  d :: Int
  @range(1, 2)
  e :: String
# ^ E0028
  f :: Map<String, Int>
# ^ E0028
end deriving(Config)

type Mode do
  Fast
  Safe
end deriving(Config)
#            ^^^^^^ E0028

fn main() do
  println("x")
end
