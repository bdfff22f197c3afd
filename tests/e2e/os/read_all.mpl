# stdin: first\n\nthird, without a line end
fn main() do
  println("${IO.read_line()}")
  println("${IO.read_all()}")
  println("${IO.read_all()} ${IO.read_line()}")
end
