fn main() do
  println("[${"""
    """}]")
end
