# mistakes: 4
// a comment with (an open bracket
fn main() do
  // another one: it's here
  f() // at the end
  /* a
     long one */
  println("after")
end
