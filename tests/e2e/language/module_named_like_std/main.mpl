# A module of the program wins over a standard one of the same name, where it is imported: nothing that the library gets
# breaks a program. Elsewhere the name is that of the library.
import Math
import Queue
from Queue import Queue, State, join
import Other

fn main() do
  println("${Math.add(2, 3)} ${Math.Scale.Twice} ${Math.half(Math.Scale.Twice)}")
  println("${join(Queue { name: "q" }, "x")} ${Queue.shown(Queue { name: "r" })} ${Waiting}")
  println("${Other.root()} ${3.plus(4)}")
end
