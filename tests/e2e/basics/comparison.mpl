fn main() do
  println("${1 == 1} ${1 != 1} ${1 < 2} ${1 > 2} ${2 <= 2} ${3 >= 4}")
  println("${"a" == "a"} ${"a" < "b"} ${"abc" > "abd"}")
  println("${true == false}")
  println("${compare(1, 2)} ${compare(2, 2)} ${compare("b", "a")}")
end
