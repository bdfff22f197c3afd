fn size(name :: String) -> Int do
  if name == "" do
    return
#   ^^^^^^ E0001
  end
  String.length(name)
end

fn main() do
  println("${size("a")}")
end
