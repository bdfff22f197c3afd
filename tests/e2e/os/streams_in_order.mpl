# driver: streams_in_order.py
# What is printed to both streams comes in the order of printing.
fn go(n :: Int) do
  println("${n}")
  if n % 3 == 0 do IO.eprintln("${n}") end
  if n < 3000 do go(n + 1) end
end

fn main() do
  go(0)
  panic("at the end")
end
