# Alternatives that look at different parts cover together what they cover each.
struct Pair do
  x :: Bool
  y :: Bool
end

fn both(a :: Bool, b :: Bool) -> Int do
  case (a, b) do
    (true, true) -> 1
    (false, _) | (_, false) -> 2
  end
end

fn join(a :: Int?, b :: Int?) -> Int? do
  case (a, b) do
    (Some(x), Some(y)) -> Some(x + y)
    (None, x) | (x, None) -> x
  end
end

fn of_struct(pair :: Pair) -> Int do
  case pair do
    Pair { x: true, y: true } -> 1
    Pair { x: false } | Pair { y: false } -> 2
  end
end

fn nested(pair :: (Bool, Bool)?) -> Int do
  case pair do
    Some((true, true)) -> 1
    Some((false, _) | (_, false)) -> 2
    None -> 3
  end
end

fn clause((true, true)) = 1
fn clause(((false, _) | (_, false))) = 2

fn deep(a :: (Bool, (Bool, Int))) -> Int do
  case a do
    (true, (true, n)) -> n
    (true, (false, 0)) -> 0
    (false, (_, n)) | (_, (false, n)) -> 0 - n
  end
end

fn listed(rows :: List<(Bool, Bool)>) -> Int do
  case rows do
    [(true, true)] -> 1
    [(false, _) | (_, false)] -> 2
    _ -> 3
  end
end

fn named(n :: Int) -> Int do
  case n do
    ((1 | 2) as k) | (3 as k) -> k * 10
    _ -> 0
  end
end

fn main() do
  let all = [true, false]
  for a in all do
    for b in all do
      let pair = Pair { x: a, y: b }
      let told = "${both(a, b)} ${of_struct(pair)} ${nested(Some((a, b)))} ${clause((a, b))}"
      println("${told} ${deep((a, (b, 7)))} ${listed([(a, b)])}")
    end
  end
  println("${join(None, Some(1))} ${join(Some(2), None)} ${join(None, None)} ${join(Some(1), Some(2))}")
  println("${named(1)} ${named(2)} ${named(3)} ${named(4)}")
  println("${nested(None)} ${listed([])} ${deep((true, (false, 0)))}")
end
