# driver: killed_reader_eats_line.py
# A reader of standard input that is killed takes nothing with it: the line is the next one's.
fn reader(n :: Int) do
  case IO.read_line() do
    Ok(line) -> println("reader ${n}: ${line}")
    Err(error) -> println("reader ${n}: ${error}")
  end
end

fn main() do
  let first = spawn(fn -> reader(1) end)
  let second = spawn(fn -> reader(2) end)
  Timer.sleep(100)
  spawn(fn -> reader(3) end)
  Timer.sleep(100)
  Process.exit(first, Killed)
  Process.exit(second, Killed)
  Timer.sleep(100)
  println("two are killed")
end
