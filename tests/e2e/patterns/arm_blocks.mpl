# An arm holds as many lines as one likes: it ends where a line starts a new pattern with its arrow.
type Shape do
  Circle(Int)
  Rect(Int, Int)
  Empty
end

fn area(shape :: Shape) -> Int do
  case shape do
    Circle(r) ->
      let square = r * r
      println("a circle of ${r}")
      square * 3
    Rect(a, b) when a == b ->
      println("a square")
      a * a
    Rect(a, b) ->
      let sides = [a, b]
      case sides do
        [x, y] ->
          println("a rectangle")
          x * y
        _ -> 0
      end
    Empty -> 0
  end
end

fn sign(n :: Int) -> String do
  case n do
    -1 -> "minus"
    0 | 1 -> "small"
    m ->
      let f = fn x -> x * 2 end
      "twice: ${f(m)}"
  end
end

type Message do
  Add(Int)
  Stop
end

actor counter(total :: Int) do
  receive do
    Add(n) ->
      let next = total + n
      println("total ${next}")
      counter(next)
    Stop -> println("stopped")
  after 2000 ->
    println("late")
    counter(total)
  end
end

fn grade(n :: Int) -> String do
  if n > 90 do "A" else if n > 80 do "B" else if n > 70 do "C" else "D" end
end

fn main() do
  println("${area(Circle(2))} ${area(Rect(3, 3))} ${area(Rect(2, 5))} ${area(Empty)}")
  println("${sign(-1)} ${sign(1)} ${sign(21)}")
  let text = """${grade(85)}   keeps its blanks
    and ${grade(10)}
  """
  println(text)
  let pid = spawn(counter, 0)
  send(pid, Add(2))
  send(pid, Add(3))
  send(pid, Stop)
end
