# A function that is not there is looked for where it takes what is given.
struct User do
  id :: Int
end

fn main() do
  let u = User { id: 1 }
  delete(u)
# ^^^^^^ E0004
  println("${float(3)} ${id(u)}")
#            ^^^^^ E0004
#                        ^^ E0004
  println("${wait(3)} ${split(3)} ${to_upper("a")} ${to_float(3)}")
#            ^^^^ E0004
#                       ^^^^^ E0004
#                                   ^^^^^^^^ E0004
#                                                    ^^^^^^^^ E0004
end
