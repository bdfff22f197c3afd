struct Box<T> do
  value :: T
end deriving(Eq, Display)

fn main() do
  let box = Box { value: fn n -> n + 1 end }
  println("${box == box}")
  #          ^^^ E0006
  println("${box}")
  #          ^^^ E0006
end
