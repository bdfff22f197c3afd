# stdin: one\ntwo\n\nfour\nfive, without an end
# The end of standard input is not a blank line.
fn count(n :: Int) -> Int!String do
  case IO.read_line()? do
    Some(line) -> do
      println("[${line}]")
      count(n + 1)
    end
    None -> Ok(n)
  end
end

fn main() do
  println("${count(0)} ${IO.read_line()}")
end
