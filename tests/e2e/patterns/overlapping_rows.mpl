# Matching in depth: overlapping rows, guards that fall through, literals beside constructors, exhaustive tuples.
type Color do
  Red
  Green
  Blue
  Mix(Color, Color)
end deriving(Eq)

fn mix(a :: Color, b :: Color) -> String do
  case (a, b) do
    (Red, Green) | (Green, Red) -> "yellow"
    (Red, Blue) | (Blue, Red) -> "purple"
    (x, y) when x == y -> "same"
    (Mix(Red, _), Mix(_, Red)) -> "reds out"
    (Mix(Mix(_, Blue), _), _) -> "blue deep"
    (Mix(_, _), Red | Green | Blue as p) when p == Red -> "mix red"
    (Mix(_, _), _) -> "mix left"
    (_, Mix(_, _)) -> "mix right"
    (Green, _) | (_, Green) -> "greenish"
    (_, _) -> "none"
  end
end

fn bools(a :: Bool, b :: Bool, c :: Bool) -> Int do
  case (a, b, c) do
    (true, true, _) -> 1
    (true, false, true) -> 2
    (false, _, true) -> 3
    (_, _, false) -> 4
  end
end

fn opt(a :: Option<Int>, b :: Option<Option<Int>>) -> String do
  case (a, b) do
    (Some(1), Some(Some(1))) -> "ones"
    (Some(n), Some(Some(m))) when n == m -> "equal ${n}"
    (Some(n), Some(None)) -> "left ${n}"
    (None, Some(Some(n))) -> "right ${n}"
    (None, None) -> "none"
    (Some(_), _) -> "left only"
    (None, Some(None)) -> "right empty"
  end
end

fn lists(a :: List<Int>, b :: List<Int>) -> String do
  case (a, b) do
    ([], []) -> "both empty"
    ([x], [y]) -> "one each ${x + y}"
    (x :: _, []) -> "left ${x}"
    ([], [_, y]) -> "right two ${y}"
    ([1, 2], 3 :: rest) -> "12-3-${rest}"
    (_ :: xs, _ :: ys) -> "rest ${xs} ${ys}"
    ([], y :: ys) -> "right ${y}${ys}"
  end
end

fn words(text :: String, n :: Int) -> String do
  case (text, n) do
    ("a", 1) -> "a1"
    ("a", n) when n < 0 -> "a negative"
    ("b", 1 | 2 | 3) -> "b small"
    ("", 0) -> "zero"
    (t, 1) -> "${t} one"
    ("a", _) -> "a other"
    (_, n) -> "any ${n}"
  end
end

fn floats(x :: Float) -> String do
  case x do
    0.0 -> "zero"
    1.5 -> "one and a half"
    -2.0 -> "minus two"
    x when x > 100.0 -> "large"
    _ -> "other"
  end
end

fn main() do
  let colors = [Red, Green, Mix(Red, Blue), Mix(Mix(Red, Blue), Green), Mix(Green, Red)]
  for a in colors do
    println(
      String.join(
        for b in colors do
          mix(a, b)
        end,
        ", "
      )
    )
  end
  println("${for (a, b, c) in [(true, true, false), (true, false, true), (false, true, true), (true, false, false)] do bools(a, b, c) end}")
  println("${[opt(Some(1), Some(Some(1))), opt(Some(2), Some(Some(2))), opt(Some(2), Some(None)), opt(None, Some(Some(3))), opt(None, None), opt(Some(1), None), opt(None, Some(None)), opt(Some(1), Some(Some(2)))]}")
  println("${[lists([], []), lists([1], [2]), lists([1, 2], []), lists([], [1, 2]), lists([1, 2], [3, 4]), lists([1, 2], [4]), lists([], [1]), lists([5, 6, 7], [8])]}")
  println("${[words("a", 1), words("a", -1), words("b", 2), words("", 0), words("z", 1), words("a", 9), words("b", 9)]}")
  println("${List.map([0.0, -0.0, 1.5, -2.0, 1e9, 3.0], floats)}")
end
