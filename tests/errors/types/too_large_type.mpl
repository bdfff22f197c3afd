# A type that is written in a few lines can have more parts than there is memory for.
struct Pair<A, B> do
  first :: A
  second :: B
end

fn pair(x) = Pair { first: x, second: x }

fn eight(x) = (x, x, x, x, x, x, x, x)

fn most(x) = eight(eight(eight(eight(x))))

fn more(x) = (most(most(x)), 1)
#            ^^^^^^^^^^^^^^^^^^ E0083

fn main() do
  let a = most(1)
  let b = pair(pair(pair(a)))
  println("${b == b} ${more(1)}")
  let c = eight(eight(b))
#         ^^^^^^^^^^^^^^^ E0083
  println("${c}")
end
