struct Box<T> do
  value :: T
end

fn map_box<A, B>(b :: Box<A>, f :: Fun(A) -> B) -> Box<B> do
  Box { value: f(b.value) }
end

fn main() do
  let b = Box { value: 20 }
  let c = map_box(b, fn n -> "n=${n + 1}" end)
  println(c.value)
  let nested = Box { value: Box { value: 2.5 } }
  println("${nested.value.value}")
end
