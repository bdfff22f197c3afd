fn main() {
#         ^ P0001
  println("hi")
}
