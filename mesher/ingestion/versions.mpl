##! Which of two releases came first, as far as their names tell: `shop@1.10.0-rc.1+build` and the like.

struct Version do
  package :: String
  numbers :: List<Int>
  # Behind the first `-`; the release itself has none, and comes after those that do.
  before :: List<String>
end

## Less than 0 when the first release is the older one, more when it is the newer; `None` when their names do not tell.
pub fn compare(one :: String, other :: String) -> Option<Int> do
  case (version(one), version(other)) do
    (Some(a), Some(b)) when a.package == b.package -> Some(order(a, b))
    _ -> if one == other do Some(0) else None end
  end
end

## Whether the first one is known to be the older one.
pub fn is_older(one :: String, other :: String) -> Bool =
  Option.map_or(compare(one, other), false, fn n -> n < 0 end)

fn version(name :: String) -> Option<Version> do
  let (package, rest) = Option.unwrap_or(String.split_once_last(name, "@"), ("", name))
  case Regex.captures(~r/^v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,5})(?:-([^+]*))?(?:\+.*)?$/, rest) do
    Some(parts) -> do
      let numbers =
        List.filter_map(String.split(Option.unwrap_or(List.at(parts, 1), ""), "."), String.to_int)
      let before = Option.unwrap_or(List.at(parts, 2), "")
      Some(Version {
        package: package,
        numbers: numbers,
        before: if before == "" do [] else String.split(before, ".") end
      })
    end
    None -> None
  end
end

fn order(a :: Version, b :: Version) -> Int do
  let by_numbers = numbers(a.numbers, b.numbers, 0)
  if by_numbers != 0 do
    by_numbers
  else
    case (a.before, b.before) do
      ([], []) -> 0
      ([], _) -> 1
      (_, []) -> -1
      (one, other) -> texts(one, other, 0)
    end
  end
end

# 1.2 is 1.2.0.
fn numbers(a :: List<Int>, b :: List<Int>, at :: Int) -> Int do
  if at >= List.length(a) and at >= List.length(b) do
    0
  else
    let difference = Option.unwrap_or(List.at(a, at), 0) - Option.unwrap_or(List.at(b, at), 0)
    if difference != 0 do difference else numbers(a, b, at + 1) end
  end
end

fn texts(a :: List<String>, b :: List<String>, at :: Int) -> Int do
  case (List.at(a, at), List.at(b, at)) do
    (None, None) -> 0
    (None, _) -> -1
    (_, None) -> 1
    (Some(one), Some(other)) -> do
      let here = text(one, other)
      if here != 0 do here else texts(a, b, at + 1) end
    end
  end
end

# Numbers come before names.
fn text(one :: String, other :: String) -> Int do
  case (String.to_int(one), String.to_int(other)) do
    (Some(n), Some(m)) -> if n < m do -1 else if n > m do 1 else 0 end
    (Some(_), None) -> -1
    (None, Some(_)) -> 1
    _ -> if one < other do -1 else if one > other do 1 else 0 end
  end
end
