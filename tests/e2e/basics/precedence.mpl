# modes: debug release
fn yes(name :: String) -> Bool do
  print(name)
  true
end

fn no(name :: String) -> Bool do
  print(name)
  false
end

struct Point do
  x :: Int
end

fn main() do
  println("${2 + 3 * 4} ${(2 + 3) * 4} ${20 - 5 - 3} ${100 / 5 / 2} ${17 % 5 * 2}")
  println("${-2 * 3} ${- -4} ${1 - -1} ${7 / -2} ${-7 / 2} ${-7 % 3} ${7 % -3}")
  let p = Point { x: 5 }
  println("${-p.x} ${not false == true} ${not (false == true)}")
  println("${1 + 2 < 4 and 2 * 2 == 4} ${true or false and false} ${(true or false) and false}")
  println("${1 < 2 == true} ${"a" <> "b" == "ab"} ${[1] ++ [2] == [1, 2]}")
  # `and` and `or` do not look at the right side when the left one decides.
  println(" ${yes("a") or yes("b")}")
  println(" ${no("c") and yes("d")}")
  println(" ${no("e") || yes("f") && no("g")}")
  println("${"x" <> "y" ++ "z"} ${Range.to_list(1 + 1..2 * 3)}")
  let sum = 1 + 2 + 3
  let text = "late"
  println("${sum} ${text} ${! true} ${!false && !false}")
end
