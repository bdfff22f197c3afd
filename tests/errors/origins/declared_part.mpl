# A variant says what its parts are, unless it leaves that to a type argument: then the first of them does, or what is expected.
from Shapes import Shape

type Event do
  Click(Int, Int)
  Key(code :: Int, text :: String)
end

type Either<A> do
  Both(A, A)
  Counted(A, Int)
end

fn clicked() = Click(1, "b")
#                       ^^^ E0001
fn pressed(code :: Int) = Key(code, code)
#                                   ^^^^ E0001
fn both() = Both(1, "b")
#                   ^^^ E0001
fn counted() = Counted("a", "b")
#                           ^^^ E0001
fn round() = Circle("wide")
#                   ^^^^^^ E0001
fn wanted() -> Either<Int> = Both(1, "b")
#                                    ^^^ E0001
fn nested() = Some(Click("a", 1))
#                        ^^^ E0001

fn main() do
  println("${clicked()} ${pressed(1)} ${both()} ${counted()} ${round()} ${wanted()} ${nested()}")
end
#- shapes.mpl
pub type Shape do
  Circle(radius :: Int)
  Dot
end
