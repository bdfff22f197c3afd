fn build(n :: Int, acc :: String) -> String do
  if n == 0 do acc else build(n - 1, acc <> "ab") end
end

fn main() do
  let s = build(100000, "")
  println("${String.length(s)}")
  println(String.slice(s, 0, 6))
end
