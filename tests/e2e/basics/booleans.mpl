fn loud(name :: String, value :: Bool) -> Bool do
  println(name)
  value
end

fn main() do
  println("${true and false} ${true or false} ${not true} ${!false}")
  println("${loud("a", false) and loud("b", true)}")
  println("${loud("c", true) or loud("d", true)}")
  println("${1 < 2 and 2 < 3}")
end
