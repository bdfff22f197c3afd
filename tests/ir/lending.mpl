# A function that only reads its result out of a borrowed parameter lends it: its caller counts the result only when it
# keeps it, or when it gives the parameter away.
struct Body do
  name :: String
  mass :: Float
end

fn at(all :: List<Body>, i :: Int) -> Body = List.get(all, i)

fn heaviest(all :: List<Body>, best :: Int, i :: Int) -> Body do
  if i == List.length(all) do
    at(all, best)
  else if at(all, i).mass > at(all, best).mass do
    heaviest(all, i, i + 1)
  else
    heaviest(all, best, i + 1)
  end
end

# Own on one path, so owned on all.
fn or_default(all :: List<Body>, i :: Int) -> Body do
  if i < List.length(all) do at(all, i) else Body { name: "none", mass: 0.0 } end
end

# Looks at an element of a list that it then changes.
fn renamed(all :: List<Body>, i :: Int, name :: String) -> (List<Body>, Float) do
  let body = at(all, i)
  let changed = List.set(all, i, %{body | name: name})
  (changed, body.mass)
end

# Gives what it only looks at on the way out, too, where much has to be released.
fn named(all :: List<Body>, i :: Int) -> Body do
  let first = at(all, 0)
  let a = "a${i}"
  let b = "b${i}"
  let c = "c${i}"
  let d = "d${i}"
  let e = "e${i}"
  let f = "f${i}"
  let g = "g${i}"
  let h = "h${i}"
  let k = "k${i}"
  let j = "j${i}"
  if i == 0 do return first end
  println(a <> b <> c <> d <> e <> f <> g <> h <> k <> j)
  at(all, i)
end

fn main() do
  let all = [Body { name: "a", mass: 1.0 }, Body { name: "b", mass: 2.0 }]
  println(heaviest(all, 0, 0).name)
  println(or_default(all, 5).name)
  let (changed, mass) = renamed(all, 0, "c")
  println("${at(changed, 0).name} ${mass} ${named(changed, 0).name}")
end
