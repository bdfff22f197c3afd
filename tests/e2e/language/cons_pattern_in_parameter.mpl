# Behind the `::` of a parameter stands the tail of a list where no type has that name.
fn sum([]) = 0
fn sum(head :: tail) = head + sum(tail)

fn pairs(a :: b :: rest) -> List<(Int, Int)> = [(a, b)] ++ pairs(rest)
fn pairs(_ :: []) = []
fn pairs([]) = []

fn firsts([]) = []
fn firsts((first, _) :: others) = [first] ++ firsts(others)

# A type parameter is a type, whatever its letters.
fn keep<item>(value :: item) -> item = value

struct Box<content> do
  value :: content
end

interface Holds do
  fn holds(self, text :: String) -> Bool
end

impl Holds for Box<content> do
  fn holds(self, text :: String) -> Bool = String.length(text) > 0
end

type number = Int

fn twice(n :: number) -> number = n * 2

fn main() do
  println("${sum([1, 2, 3])} ${pairs([1, 2, 3, 4, 5])} ${firsts([(1, "a"), (2, "b")])}")
  println("${keep(4)} ${Box { value: 1 }.holds("x")} ${twice(4)}")
  let last = fn [] -> 0 | (only :: []) -> only | (_ :: rest) -> sum(rest) end
  println("${last([])} ${last([7])} ${last([1, 2, 3])}")
  let size = fn first :: rest -> first + List.length(rest) | [] -> -1 end
  println("${size([10, 20, 30])} ${size([])}")
  let head :: rest = [1, 2, 3] else
    return ()
  end
  println("${head} ${rest}")
end
