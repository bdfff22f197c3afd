fn f(o) -> Int? = Some(o? + 1)

fn g(o) -> Int? do
  let x = o?
  Some(x + 1)
end

fn main() do
  println("${f(Some(2))} ${g(None)}")
end
