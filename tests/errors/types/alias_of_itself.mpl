type A = List<B>
type B = Option<A>
#               ^ E0002

fn size(a :: A) -> Int do
  0
end

fn main() do
  println("")
end
