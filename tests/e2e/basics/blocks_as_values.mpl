# Everything is an expression: blocks nest anywhere a value is wanted.
fn classify(n :: Int) -> String do
  let size = if n < 10 do
    "small"
  else if n < 100 do
    "medium"
  else
    let digits = String.length("${n}")
    "large with ${digits} digits"
  end
  let parity = case n % 2 do
    0 -> "even"
    _ -> "odd"
  end
  "${size} and ${parity}"
end

fn scoped(x :: Int) -> Int do
  let y = if x > 0 do
    let x = x * 100
    x + 1
  else
    0
  end
  # the inner `x` is gone
  x + y
end

fn early(n :: Int) -> Int do
  let value = if n < 0 do return -1 else n * 2 end
  let checked = case value do
    0 -> return 0
    other -> other + 1
  end
  checked * 10
end

fn main() do
  println(classify(7))
  println(classify(42))
  println(classify(12345))
  println("${scoped(3)} ${scoped(-3)}")
  println("${early(-5)} ${early(0)} ${early(4)}")
  let total =
    (if true do 1 else 2 end) +
    (case "b" do
      "a" -> 10
      _ -> 20
    end)
  println("${total}")
  println("${[if total > 5 do "big" else "little" end, case total do 21 -> "yes"; _ -> "no" end]}")
  let text = "in text: ${if total == 21 do "twenty ${"one"}" else "other" end}"
  println(text)
  let unit = if false do println("never") end
  println("${unit} ${()} ${nil == ()}")
  let f = if total > 20 do fn x -> x + 1 end else fn x -> x - 1 end end
  println("${f(1)}")
  println("${(fn x, y -> x * y end)(6, 7)}")
end
