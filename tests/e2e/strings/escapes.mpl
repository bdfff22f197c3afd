fn né() -> String = "composed"

fn main() do
  println("\x41\u{42}\u{1F600} \u{e9}")
  println("\0\e\r\t\\\"\$\#".inspect())
  # The same name, written with a letter and a mark.
  println(né())
  # What a text looks like in a program: no character that moves a cursor, nothing that would be read as a hole.
  println("a\u{1b}[2J\u{7f}\u{85}\0\r\t\"\\".inspect())
  println("\${x} \#{x} $ # {} $".inspect())
end
