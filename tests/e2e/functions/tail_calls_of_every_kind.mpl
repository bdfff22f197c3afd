# modes: debug release
# Tail calls with every kind of argument, through helpers that change the order, out of cases and conditions.
fn ping(n :: Int, text :: String, list :: List<Int>) -> String do
  if n == 0 do
    "${text} ${List.length(list)}"
  else
    pong(list, n - 1, if n % 100000 == 0 do text <> "." else text end)
  end
end

fn pong(list :: List<Int>, n :: Int, text :: String) -> String do
  case n % 3 do
    0 -> ping(n, text, if List.length(list) < 3 do List.append(list, n) else List.tail(list) end)
    _ when n > 0 -> ping(n, text, list)
    _ -> ping(0, text, list)
  end
end

fn fold_with(f :: Fun(Int, Int) -> Int, acc :: Int, n :: Int) -> Int =
  if n == 0 do acc else fold_with(f, f(acc, n), n - 1) end

fn search(low :: Int, high :: Int, test :: Fun(Int) -> Bool) -> Option<Int> do
  if low >= high do
    return if test(low) do Some(low) else None end
  end
  let middle = low + (high - low) / 2
  if test(middle) do search(low, middle, test) else search(middle + 1, high, test) end
end

fn trampoline(n :: Int, next :: Fun(Int) -> Option<Int>) -> Int do
  case next(n) do
    Some(m) -> trampoline(m, next)
    None -> n
  end
end

fn build(n :: Int, acc :: (List<String>, Map<Int, Int>)) -> (List<String>, Map<Int, Int>) do
  let (names, seen) = acc
  if n == 0 do
    acc
  else
    build(n - 1, (
      if n % 25000 == 0 do List.append(names, "n${n}") else names end,
      Map.put(seen, n % 10, n)
    ))
  end
end

fn result_loop(n :: Int, acc :: Int) -> Int!String do
  if n == 0 do return Ok(acc) end
  let step = if n % 2 == 0 do Ok(1) else Ok(2) end
  result_loop(n - 1, acc + step?)
end

fn gcd(a, 0) = a
fn gcd(a, b) = gcd(b, a % b)

fn main() do
  println(ping(300000, "go", []))
  println("${fold_with(fn a, n -> (a * 31 + n) % 1000003 end, 7, 1000000) >= 0} ${fold_with(fn a, b -> a + b end, 0, 100000)}")
  println("${search(0, 1000000, fn n -> n * n >= 250000000 end)} ${search(0, 10, fn _ -> false end)}")
  println("${trampoline(500000, fn n -> if n > 7 do Some(n - 1) else None end end)}")
  let (names, seen) = build(100000, ([], %{}))
  println("${names} ${Map.size(seen)} ${Map.get(seen, 3)}")
  println("${result_loop(200000, 0)} ${gcd(1071, 462)} ${gcd(17, 5)}")
end
