# Of a function of C and a type of it the rest of the program knows what it knows of its own.
extern "C" do
  type Window
  fn open_window(title :: String, width :: C.Int32) -> Window?
end

fn main() do
  let a = open_window("a", "b")
  #                        ^^^ E0001
  let b = open_window("a")
  #       ^^^^^^^^^^^^^^^^ E0003
  let window :: Window = open_window("a", 1)
  #                      ^^^^^^^^^^^^^^^^^^^ E0001
  println("${a == b} ${window < window}")
  #                    ^^^^^^ E0006
end
