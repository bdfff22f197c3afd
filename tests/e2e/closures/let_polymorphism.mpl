# A local that is bound to a closure, a local function or a literal of values may be used at several types.
fn tag_all(prefix :: String, n :: Int) -> List<String> do
  let tag = fn x -> "${prefix}${n}:${x}" end
  [tag(1), tag("two"), tag([3.5]), tag(tag(Some(:four)))]
end

fn shadowed(x :: Int) -> String do
  let show = fn y -> "${x}/${y}" end
  let x = "inner"
  let first = show(x)
  let second = show(2.5)
  let third = show(x <> "!")
  "${first} ${second} ${third}"
end

fn sorted_pairs() -> String do
  fn insert(list, x) do
    case list do
      [] -> [x]
      y :: rest when x > y -> [y] ++ insert(rest, x)
      _ -> [x] ++ list
    end
  end
  fn sort(list) = List.reduce(list, [], insert)
  "${sort([3, 1, 2])} ${sort(["b", "c", "a"])} ${sort([(2, "x"), (1, "z"), (2, "a")])}"
end

fn main() do
  let order = fn a, b when a < b -> "up" | a, b when a > b -> "down" | _, _ -> "flat" end
  println("${order(1, 2)} ${order("z", "a")} ${order(2.5, 2.5)} ${order([1], [1, 0])} ${order(5, 3)}")
  let same = fn x -> x end
  println("${same(1)} ${same("x")} ${same(same)(true)} ${same((1, "a"))}")
  let empty = []
  let none = None
  let start = (empty, None)
  println("${List.append(empty, 1)} ${List.append(empty, "a")} ${List.length(empty)}")
  println("${Option.unwrap_or(none, 3)} ${Option.unwrap_or(none, "d")}")
  let (ints, _) = start
  println("${ints ++ [7]}")
  let id = fn x -> x end
  let (thrice, text) = (3, "t")
  let of_int :: Fun(Int) -> Int = id
  let of_text :: Fun(String) -> String = id
  let numbers :: List<Int> = empty
  let no_number :: Option<Int> = none
  let no_text :: Option<String> = none
  println("${of_int(thrice)} ${of_text(text)} ${numbers} ${no_number} ${no_text}")
  for line in tag_all("n", 9) do
    println(line)
  end
  println(shadowed(7))
  println(sorted_pairs())
  let twice = fn f, x -> f(f(x)) end
  println("${twice(fn n -> n * 3 end, 2)} ${twice(fn s -> s <> s end, "ab")}")
  let maker = fn a ->
    let pair = fn b -> (a, b) end
    (pair(1), pair("one"), pair(a))
  end
  println("${maker("k")} ${maker(2.5)}")
  fn either<T>(first :: Option<T>, other :: T) -> T do
    case first do
      Some(x) -> x
      None -> other
    end
  end
  println("${either(Some(1), 2)} ${either(None, "other")}")
  let last = do_last(fn x ->
    let doubled = "${x}${x}"
  end)
  println(last)
end

# The value of a block that ends in `let` is what was bound.
fn do_last(f :: Fun(Int) -> String) -> String = f(4)
