# mistakes: 5
fn main() do
  println "hello"
  f x, y
  new Foo(1)
  List.map xs
  switch (x) {
    case 1: f()
  }
  println("after")
end
