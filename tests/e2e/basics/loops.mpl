# `for` builds a list of what its body gives; `continue` leaves an element out, `break` ends it early.
fn first_over(limit :: Int, xs :: List<Int>) -> Option<Int> do
  for x in xs do
    if x > limit do
      return Some(x)
    end
  end
  None
end

fn table(n :: Int) -> List<List<Int>> do
  for row in 1..n + 1 do
    for column in 1..n + 1 do
      row * column
    end
  end
end

fn collatz(start :: Int) -> Int do
  fn steps(n :: Int, count :: Int) -> Int do
    if n == 1 do
      count
    else if n % 2 == 0 do
      steps(n / 2, count + 1)
    else
      steps(3 * n + 1, count + 1)
    end
  end
  steps(start, 0)
end

fn main() do
  let squares = for n in 1..6 do
    n * n
  end
  println("${squares}")
  let evens = for n in squares when n % 2 == 0 do
    n
  end
  println("${evens}")
  let words = for word in ["one", "skip", "two", "stop", "three"] do
    if word == "skip" do
      continue
    end
    if word == "stop" do
      break
    end
    String.to_upper(word)
  end
  println("${words}")
  println("${table(3)}")
  println("${first_over(3, [1, 2, 5, 9])} ${first_over(30, [1, 2, 5, 9])}")
  let pairs = for {name, age} in %{"ann" => 31, "bob" => 17, "cid" => 64} when age >= 18 do
    "${name}:${age}"
  end
  println("${pairs}")
  let chars = for c in Set.from_list(["x", "y", "x"]) do
    c <> c
  end
  println("${chars}")
  let found = for i in 0..10 do
    let inner = for j in 0..10 do
      if j > i do break end
      if (i + j) % 4 != 0 do continue end
      j
    end
    if List.length(inner) < 2 do continue end
    (i, inner)
  end
  println("${found}")
  println("${List.map([1, 6, 7, 27], collatz)}")
  let nothing = for x in 5..5 do
    x
  end
  println("${nothing}")
end
