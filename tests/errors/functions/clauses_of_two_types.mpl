# The clauses of a function take values of one type: it is told once, and of no call.
fn show(n :: Int) do
  println("int ${n}")
end

fn show(s :: String) do
  #          ^^^^^^ E0001
  println("string ${s}")
end

fn main() do
  show(1)
  show("a")
end
