struct Tag<T> do
  items :: List<T>
end

impl From<List<T>> for Tag<T> do
  fn from(items) = Tag { items: items }
end

interface Conv<A> do
  fn conv(self, a :: A) -> String
end

struct S do
  x :: Int
end

impl Conv<(T, T)> for S do
  fn conv(self, pair) = "pair"
end

fn go(e :: Int!List<Int>) -> Int!Tag<String> do
  let x = e?
  #       ^^ E0036
  Ok(x)
end

fn main() do
  let tag :: Tag<String> = [1, 2].into()
  #                        ^^^^^^^^^^^^^ E0006
  println("${List.length(tag.items)} ${S { x: 1 }.conv(("ab", 7))}")
  #                                               ^^^^ E0006
  println("${Result.is_ok(go(Ok(1)))}")
end
