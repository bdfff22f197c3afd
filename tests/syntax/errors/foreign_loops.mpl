# mistakes: 5
fn main() do
  loop do
    f()
  end
  foreach x in xs do
    g(x)
  end
  for (let i = 0; i < 5; i++) {
    h(i)
  }
  for x of xs do
    k(x)
  end
  until done do
    l()
  end
  println("after")
end
