# mistakes: 8
fn main() do
  println("a\q b\x41 c\u0041 d\u{41} e\0 f\e g\' h\s i\r|")
  println("\u{110000} \u{} \xff \u{d800}")
end
