# `return`, `break` and `continue` wherever an expression may stand.
fn find(xs :: List<Int>, wanted :: Int) -> String do
  let at = for {i, _x} in %{0 => 1} do
    i
  end
  for (i, x) in List.enumerate(xs) do
    let shown = case x do
      0 -> continue
      n when n == wanted -> return "found at ${i}"
      n when n < 0 -> break
      n -> "${n}"
    end
    println("passed ${shown}")
  end
  "not found after ${List.length(at)}"
end

fn check(n :: Int) -> Int!String do
  let m = if n > 10 do return Err("big") else n end
  let k = Option.unwrap_or(if m == 3 do return Ok(-3) else Some(m) end, 0)
  Ok(k + (if k == 7 do return Ok(700) else 1 end))
end

fn either(o :: Option<Int>) -> Int do
  let Some(n) = o else return 0 end
  n + 1
end

fn loop_until(limit :: Int) -> List<Int> do
  let found = for i in 0..100 do
    let Some(n) = (if i % 2 == 0 do Some(i) else None end) else continue end
    let big = n > limit
    if big do break end
    n
  end
  found
end

fn spin() -> Int do
  let i = 5
  while true do
    while true do
      break
    end
    if i == 5 do return i * 2 end
  end
  0
end

fn never(x :: Int) -> String do
  case x do
    1 -> "one"
    _ -> panic("never: ${x}")
  end
end

fn main() do
  println(find([0, 5, 7, 0, 9], 9))
  println(find([5, -1, 9], 9))
  println("${check(11)} ${check(3)} ${check(7)} ${check(1)}")
  println("${either(None)} ${either(Some(4))} ${loop_until(6)} ${spin()} ${never(1)}")
  let f = fn x ->
    if x do return "early" end
    "late"
  end
  println("${f(true)} ${f(false)}")
  let g = fn xs ->
    for x in xs do
      if x == 2 do return [x] end
      x * 10
    end
  end
  println("${g([1, 2, 3])} ${g([1, 3])}")
  return ()
end
