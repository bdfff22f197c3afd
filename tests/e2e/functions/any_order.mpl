fn main() do
  println(later(3))
end

fn later(n) do
  even_later("n is ${n}")
end

fn even_later(text) = text <> "!"
