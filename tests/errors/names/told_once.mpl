struct User do
  name :: String
  age :: Int
end

fn size(text :: String, n :: Int) = case text do
  ("a", 1) -> n
# ^^^^^^^^ E0001
  ("b", 2) -> 2
  ("c", _) -> 3
  _ -> 4
end

fn parts(found :: Option<String>) -> Int do
  case found do
    Some(1) -> 1
    #    ^ E0001
    Some(2) -> 2
    Some(:a) -> 3
    #    ^^ E0001
    _ -> 4
  end
end

fn main() do
  let user = User { nam: "a", age: 3 }
  #                 ^^^ E0009
  let other = User { title: "a", age: 3 }
  #                  ^^^^^ E0009
  let empty = User { nam: "a" }
  #           ^^^^ E0009
  #                  ^^^ E0009
  println("${user.nme} ${user.nme} ${other.nme}")
  #               ^^^ E0009
  let done = 3
  println("${doen} ${doen} ${doen}")
  #          ^^^^ E0004
  println("${size("a", 1)} ${parts(None)} ${empty.age} ${done}")
end

fn second() do
  println("${doen}")
  #          ^^^^ E0004
end
