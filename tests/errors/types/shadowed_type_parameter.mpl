struct Box<T> do
  value :: T
end

fn open<T>(box :: Box<T>) -> T do
  box.value
end

fn main() do
  let n :: Int = open(Box { value: "text" })
  #              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0001
  println("${n}")
end
