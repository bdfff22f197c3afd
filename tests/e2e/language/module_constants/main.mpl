# Constants: values with names, of this module and of others.
import Limits
from Limits import MOST

const LIMIT :: Int = 10
const greeting = "hello"
pub const PRIMES :: List<Int> = [2, 3, LIMIT + 1]
const double = fn x -> x * 2 end

struct Point do
  x :: Int
  y :: Int
end

const ORIGIN = Point { x: 0, y: 0 }

fn small(n :: Int) -> String do
  case n do
    n when n < LIMIT -> "small"
    _ -> "large"
  end
end

fn main() do
  println("${LIMIT} ${greeting} ${PRIMES} ${List.map(PRIMES, double)} ${double(4)} ${ORIGIN.x}")
  println("${small(LIMIT)} ${small(LIMIT - 1)} ${Limits.MOST} ${MOST} ${Limits.most_and_one()}")
end
