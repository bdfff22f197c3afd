# modes: debug release
# Loops, cases and calls that are left early while values are alive: nothing stays behind, nothing is freed twice.
struct Node do
  name :: String
  children :: List<Node>
end

fn node(name :: String, children :: List<Node>) -> Node = Node { name: name, children: children }

fn find_path(n :: Node, wanted :: String) -> Option<List<String>> do
  let here = ["${n.name}"]
  if n.name == wanted do
    return Some(here)
  end
  for child in n.children do
    let label = "${child.name}/${wanted}"
    case find_path(child, wanted) do
      Some(path) -> return Some(here ++ path)
      None -> if String.length(label) > 100 do return None end
    end
  end
  None
end

fn first_bad(rows :: List<List<String>>) -> Int!String do
  let total = for row in rows do
    let joined = String.join(row, "+")
    let numbers = for cell in row do
      let trimmed = String.trim(cell)
      if trimmed == "" do continue end
      if trimmed == "stop" do break end
      Option.ok_or(String.to_int(trimmed), "bad cell '${trimmed}' in ${joined}")?
    end
    if numbers == [] do continue end
    List.reduce(numbers, 0, fn a, b -> a + b end)
  end
  Ok(List.reduce(total, 0, fn a, b -> a + b end))
end

fn pick(flag :: Bool, text :: String) -> String do
  let a = text <> "-a"
  let b = text <> "-b"
  let chosen = if flag do a else b end
  let again = case chosen do
    "x-a" -> return b <> "!"
    other when String.length(other) > 5 -> other <> a
    other -> other
  end
  again <> chosen
end

fn countdown(start :: Int) -> List<String> do
  let names = for n in 0..start do
    let name = "n${n}"
    let parts = [name, name <> name]
    while true do
      let probe = List.map(parts, fn p -> p <> "?" end)
      if List.length(probe) == 2 do break end
    end
    if n == 2 do continue end
    if n == 5 do
      let _unused = [parts, parts]
      break
    end
    List.last(parts)
  end
  names
end

fn shadow(x :: List<Int>) -> List<Int> do
  let x = List.append(x, 1)
  let x = if List.length(x) > 2 do List.tail(x) else x end
  let x = x ++ x
  let x = for y in x do
    let x = y * 2
    x
  end
  x
end

fn both(list :: List<String>, flag :: Bool) -> (List<String>, List<String>) do
  if flag do
    (list, List.append(list, "t"))
  else
    let longer = List.append(list, "f")
    (longer, list)
  end
end

fn choose(o :: Option<Result<(String, List<Int>), String>>) -> String do
  case o do
    Some(Ok((name, first :: rest))) when first == 1 -> "${name}${rest}"
    Some(Ok((name, _))) -> name
    Some(Err(why)) -> why
    None -> "none"
  end
end

fn main() do
  let tree = node("root", [node("a", [node("b", []), node("c", [])]), node("d", [node("e", [])])])
  println("${find_path(tree, "e")} ${find_path(tree, "c")} ${find_path(tree, "zzz")} ${find_path(tree, "root")}")
  println("${first_bad([["1", " 2", ""], ["stop", "x"], ["3", "stop", "y"]])} ${first_bad([["1"], ["2", "two"]])}")
  println("${pick(true, "x")} ${pick(false, "x")} ${pick(true, "longer")}")
  println("${countdown(9)} ${countdown(3)}")
  println("${shadow([])} ${shadow([7, 8])}")
  let base = ["s"]
  println("${both(base, true)} ${both(base, false)} ${base}")
  println("${choose(Some(Ok(("n", [1, 2]))))} ${choose(Some(Err("e")))} ${choose(None)}")
end
