fn né() -> String = "composed"

fn main() do
  println("\x41\u{42}\u{1F600} \u{e9}")
  println("\0\e\r\t\\\"\$\#".inspect())
  # The same name, written with a letter and a mark.
  println(né())
end
