# driver: endless_line.py
# A line without end is refused, not kept.
fn main() do
  println("${IO.read_line()}")
  case IO.read_line() do
    Ok(Some(rest)) ->
      println("${String.byte_length(rest) < 10_000_000} ${String.ends_with(rest, "x")}")
    other -> println("${other}")
  end
  println("${IO.read_line()} ${IO.read_line()}")
end
