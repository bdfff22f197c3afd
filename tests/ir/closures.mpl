# A closure owns what it captures; a local function is its own closure.
fn adder(n :: Int, note :: String) -> Fun(Int) -> String do
  fn x -> "${x + n}${note}" end
end

fn main() do
  let add = adder(2, "!")
  println(add(1))
  fn down(n) do
    if n == 0 do 0 else down(n - 1) end
  end
  println("${down(3)}")
end
