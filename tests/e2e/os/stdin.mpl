# stdin: first line\nsecond\n
fn main() do
  case IO.read_line() do
    Ok(line) -> println("[${line}]")
    Err(e) -> println(e)
  end
  case IO.read_line() do
    Ok(line) -> println("[${line}]")
    Err(e) -> println(e)
  end
end
