fn sign(n :: Int) -> Int when n > 0 = 1
fn sign(n) when n < 0 = -1
fn sign(_) = 0

fn fits(list :: List<Int>, limit :: Int) -> String when List.length(list) > limit do
  "too long by ${List.length(list) - limit}"
end
fn fits(list, limit) when List.length(list) == limit and limit > 0 = "exactly"
fn fits(_, 0) = "nothing goes"
fn fits(list, limit) do
  let left = limit - List.length(list)
  "room for ${left}"
end

def fizz(n :: Int) -> String = case (n % 3, n % 5) do
  (0, 0) -> "fizzbuzz"
  (0, _) -> "fizz"
  (_, 0) -> "buzz"
  _ -> "${n}"
end

fn grade(score) do
  match score do
    s when s >= 90 and s <= 100 -> "A"
    s when s >= 80 or s == 79 -> "B"
    s when not (s < 50) -> "C"
    s when String.length("${s}") == 2 -> "D"
    _ -> "F"
  end
end

fn power(_base :: Float, 0) -> Float = 1.0
fn power(base, n) when n < 0 = 1.0 / power(base, -n)
fn power(base, n) = base * power(base, n - 1)

fn ackermann(0, n) = n + 1
fn ackermann(m, 0) = ackermann(m - 1, 1)
fn ackermann(m, n) = ackermann(m - 1, ackermann(m, n - 1))

fn main() do
  println("${List.map([5, -5, 0], sign)}")
  println("${fits([1, 2, 3], 1)}, ${fits([1], 1)}, ${fits([], 0)}, ${fits([1], 4)}")
  println(
    String.join(
      for n in 9..17 do
        fizz(n)
      end,
      " "
    )
  )
  println("${List.map([95, 85, 79, 60, 10, 5], grade)}")
  println("${power(2.0, 10)} ${power(2.0, -2)} ${ackermann(2, 3)}")
end
