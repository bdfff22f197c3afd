# Without annotations a function has one type inside itself.
fn depth(value, n) do
  if n == 0 do
    0
  else
    depth([value], n - 1)
    #     ^^^^^^^ E0002
  end
end

fn main() do
  println("${depth(1, 3)}")
end
