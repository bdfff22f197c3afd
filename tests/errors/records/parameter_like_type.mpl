# A parameter may have the name of another type, but not of one that the language has.
struct Key do
  n :: Int
end

struct Cache<Key> do
  v :: Key
end

type Either<Int, String> do
#           ^^^ E0055
#                ^^^^^^ E0055
  Left(Int)
  Right(String)
end

fn same<Key>(key :: Key) -> Key = key

fn main() do
  println("${Cache { v: same("text") }} ${Left(1)}")
end
