# mistakes: 2
fn main() do
  let a = 1 let b = 2
  f(a) g(b)
end
