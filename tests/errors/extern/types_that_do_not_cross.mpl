struct Point do
  x :: Int
end

type Count = C.UInt32
type Names = List<String>

extern "C" do
  type Window

  fn list(items :: List<Int>)
  #                ^^^^^^^^^ E0094
  fn map() -> Map<String, Int>
  #           ^^^^^^^^^^^^^^^^ E0094
  fn point(point :: Point) -> Point
  #                 ^^^^^ E0094
  #                           ^^^^^ E0094
  fn pair() -> (Int, Int)
  #            ^^^^^^^^^^ E0094
  fn each(f :: Fun(Int) -> Int)
  #            ^^^^^^^^^^^^^^^ E0094
  fn open() -> Window!String
  #            ^^^^^^^^^^^^^ E0094
  fn long() -> Result<Int, String>
  #            ^^^^^^^^^^^^^^^^^^^ E0094
  fn maybe(n :: Int?, w :: Window??)
  #             ^^^^ E0094
  #                        ^^^^^^^^ E0094
  fn told(to :: Pid<Int>, atom :: Atom)
  #             ^^^^^^^^ E0094
  #                               ^^^^ E0094
  fn count(n :: Count, names :: Names)
  #             ^^^^^ E0094
  #                             ^^^^^ E0094
  fn nothing(n :: ())
  #               ^^ E0094
  fn words(a :: int, b :: size_t, c :: Int32) -> double
  #             ^^^ E0094
  #                       ^^^^^^ E0094
  #                                    ^^^^^ E0094
  #                                              ^^^^^^ E0094
  fn unknown(n :: Foo)
  #               ^^^ E0045
  fn untyped(n)
  #          ^ E0060
  fn fine(w :: Window?, n :: C.Int8, b :: Bytes?, f :: Option<String>) -> Option<Window>
end

fn main() do
  println("${fine(None, 1, None, None) == None}")
end
