# modes: debug release
# Definitions come in any order, call one another, and calls in tail position take no stack.
fn main() do
  println("${even(1000000)} ${odd(7)}")
  println("${state_a(2000000, 0)}")
  println("${machine(["push", "push", "pop", "push", "pop", "pop"], 0)}")
  println("${countdown(3000000)}")
  println("${hanoi(16, "a", "b", "c")}")
  println("${through_case(500000, [])}")
end

fn even(n) = if n == 0 do true else odd(n - 1) end
fn odd(n) = if n == 0 do false else even(n - 1) end

fn state_a(n :: Int, acc :: Int) -> Int do
  case n do
    0 -> acc
    n when n % 3 == 0 -> state_b(n - 1, acc + 1)
    _ -> state_a(n - 1, acc)
  end
end

fn state_b(n :: Int, acc :: Int) -> Int do
  if n <= 0 do
    return acc
  end
  state_a(n - 1, acc)
end

fn machine(input :: List<String>, depth :: Int) -> String do
  case input do
    [] -> if depth == 0 do "balanced" else "open" end
    "push" :: rest -> machine(rest, depth + 1)
    "pop" :: rest when depth > 0 -> machine(rest, depth - 1)
    word :: _ -> "stuck at ${word}"
  end
end

fn countdown(n :: Int) -> String do
  let text = "${n}"
  if String.length(text) == 1 do
    "stopped at ${text}"
  else
    countdown(n - 3)
  end
end

fn hanoi(n, from, to, spare) do
  if n == 0 do
    0
  else
    hanoi(n - 1, from, spare, to) + 1 + hanoi(n - 1, spare, to, from)
  end
end

fn through_case(n :: Int, seen :: List<Int>) -> Option<Int> do
  let next = if n % 100000 == 0 do List.append(seen, n) else seen end
  case List.at(next, 4) do
    Some(fifth) -> Some(fifth + List.length(next))
    None -> through_case(n - 1, next)
  end
end
