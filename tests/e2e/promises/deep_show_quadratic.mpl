# The text of a long chain, without a `deriving` clause; one too deep for the stack ends its actor alone.
# stderr: stack overflow
type L do
  Nil
  Cons(Int, L)
end

fn build(n :: Int, acc :: L) -> L = if n == 0 do acc else build(n - 1, Cons(n, acc)) end

fn main() do
  println("${build(3, Nil)}")
  for n in [1000, 300000] do
    println("${String.length("${build(n, Nil)}")}")
  end
  let (_, _) =
    Process.spawn_monitor(fn -> println("${String.length("${build(8000000, Nil)}")}") end)
  receive do
    (:down, _, reason) -> println("down: ${reason}")
  end
end
