# Lines as an iterator, chunks, and what is a terminal.
# stdin: one\n\nthree\nfour\nrest of it
fn main() do
  for line in Iter.take(IO.lines(), 3) do
    println("[${line}]")
  end
  println("${IO.read_chunk(3)}")
  println("${IO.read_line()}")
  for line in IO.lines() do
    println("[${line}]")
  end
  println("${IO.read_line()} ${IO.read_chunk(10)} ${IO.read_all()}")
  println("${IO.is_terminal(:stdin)} ${IO.is_terminal(:stdout)} ${IO.is_terminal(:stderr)}")
end
