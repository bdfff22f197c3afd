# What is derived for a type could not tell its parameter from the type of the same name.
struct Key do
  n :: Int
end

struct Cache<Key> do
#            ^^^ E0055
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
