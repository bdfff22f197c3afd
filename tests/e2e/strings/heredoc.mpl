fn main() do
  let name = "world"
  let text = """
    Dear ${name},
      indented "quotes"
    bye
    """
  println(text)
  println("two
lines")
end
