# driver: halt_into_full_pipe.py
# A program that is ended waits for its reader as long as that one takes what was printed, and two seconds for one that does not.
fn main() do
  println(String.repeat("0123456789\n", 20000) <> "the last line")
  case Env.args() do
    ["crash"] -> panic("on purpose")
    _ -> Process.halt(7)
  end
end
