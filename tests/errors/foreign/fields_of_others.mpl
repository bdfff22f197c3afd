# What stands before a field elsewhere.
struct User do
  pub name :: String
# ^^^ P0001
  readonly id :: Int
# ^^^^^^^^ P0001
  let age :: Int
# ^^^ P0001
  String email
  #      ^^^^^ P0001
  tags :: String[]
  #             ^ P0001
  phone? :: String
  #    ^ P0001
  street :: ?String
  #         ^^^^^^^ P0001
  pick :: (Int) -> Int
  #             ^^ P0001
  either :: Int | String
  #             ^ P0001
end

struct Pair do first :: Int, second :: Int end
#                          ^ P0001

# One habit is one mistake.
struct Point do
  x :: Int,
  #       ^ P0001
  y :: Int,
  at :: Map<Int, Int>,
end

type Kind do
  Small(Int),
  #         ^ P0001
  Large,
end

struct Square do
  side :: Int,
  #          ^ P0001
  fn area(self) -> Int = self.side * self.side
# ^^ P0001
  def edge(self) -> Int do
# ^^^ P0001
    self.side
  end
end

fn main() do
  println("${Square { side: 1 }.side}")
end
