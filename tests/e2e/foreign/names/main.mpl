# Functions of C may have any name, whatever the compiler calls what it makes itself.
extern "C" do
  fn entry(x :: Int) -> Int
  fn regex1(x :: Int) -> Int
  fn text(x :: Int) -> Int
  fn str(x :: Int) -> Int
  fn table(x :: Int) -> Int
  fn kinds(x :: Int) -> Int
  fn words(x :: Int) -> Int
  fn bytes(x :: Int) -> Int
  fn foreign(x :: Int) -> Int
  fn empty_list(x :: Int) -> Int
end

struct Pair do
  left :: List<String>
  right :: List<String>
end deriving(Debug)

fn main() do
  println("${Regex.is_match(~r/a+/, "caat")} ${Regex.is_match(~r/b+/, "caat")}")
  println("${Pair { left: [], right: ["a"] }} ${Bytes.from_string("ab")}")
  println("${entry(0)} ${regex1(0)} ${text(0)} ${str(0)} ${table(0)}")
  println("${kinds(0)} ${words(0)} ${bytes(0)} ${foreign(0)} ${empty_list(0)}")
end
