# An element that was only looked at stays what it was when its list is changed, dropped or sent away afterwards.
struct Body do
  name :: String
  tags :: List<String>
end

fn at(all :: List<Body>, i :: Int) -> Body = List.get(all, i)

# Gives an element of what it was lent, found by calling itself.
fn longest(all :: List<Body>, best :: Int, i :: Int) -> Body do
  if i == List.length(all) do
    at(all, best)
  else if String.length(at(all, i).name) > String.length(at(all, best).name) do
    longest(all, i, i + 1)
  else
    longest(all, best, i + 1)
  end
end

# Two ways to an element, each through the other.
fn even(all :: List<Body>, i :: Int) -> Body = if i == 0 do at(all, 0) else odd(all, i - 1) end
fn odd(all :: List<Body>, i :: Int) -> Body = if i == 0 do at(all, 1) else even(all, i - 1) end

# One that must own its result because it may make a new one, on a cycle with one that could lend.
fn some(all :: List<Body>, i :: Int) -> Body = if i > 3 do new("made", i) else other(all, i + 1) end
fn other(all :: List<Body>, i :: Int) -> Body = if i == 3 do at(all, 0) else some(all, i + 1) end

fn new(name :: String, i :: Int) -> Body = Body { name: "${name}-${i}", tags: ["tag ${i}"] }

fn all(n :: Int) -> List<Body> = for i in 0..n do
  new("body", i)
end

fn changed_under_it() do
  let list = all(3)
  let body = at(list, 1)
  let list = List.set(list, 1, new("other", 7))
  let list = List.append(list, body)
  println("${body.name} ${at(list, 1).name} ${at(list, 3).name}")
end

fn dropped_under_it() do
  let body = at(all(3), 2)
  let tags = at(all(4), 3).tags
  println("${body.name} ${tags}")
end

fn part_of_part(lists :: List<List<Body>>) -> String =
  List.head(List.get(List.get(lists, 1), 0).tags)

fn chosen(list :: List<Body>, which :: Bool) -> String do
  let body = if which do longest(list, 0, 0) else new("chosen", 0) end
  body.name
end

# Held by a closure while the list goes.
fn later(list :: List<Body>) -> Fun() -> String do
  let body = at(list, 0)
  fn -> body.name end
end

fn main() do
  changed_under_it()
  dropped_under_it()
  let list = List.append(all(2), new("a much longer name", 9))
  println(longest(list, 0, 0).name)
  println("${even(list, 4).name} ${odd(list, 2).name} ${even(list, 5).name}")
  println("${some(list, 0).name} ${other(list, 1).name} ${some(list, 1).name}")
  println(part_of_part([list, all(1)]))
  println("${chosen(list, true)} ${chosen(list, false)}")
  let tell = later(all(1))
  println(tell())
end
