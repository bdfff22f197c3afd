# mistakes: 6
function add(a, b) do
  a + b
end

func sub(a, b) do
  a - b
end

fn mul(a: Int, b: Int): Int do
  a * b
end

fn div(a, b) => a / b

fn main() do
  add(1, 2)
end
