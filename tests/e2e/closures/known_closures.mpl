# Closures that are known where they are handed on, escape in one branch, are kept, nest, call themselves; fields taken over in branches.
# modes: debug release
fn pick(flag :: Bool, f :: Fun(Int) -> Int, g :: Fun(Int) -> Int) -> Fun(Int) -> Int =
  if flag do f else g end

fn both(f :: Fun(Int) -> Int, keep :: Bool) -> (Int, List<Fun(Int) -> Int>) do
  if keep do (f(1), [f]) else (f(2), []) end
end

fn sum_to(n :: Int, k :: Fun(Int) -> Int) -> Int =
  if n == 0 do k(0) else sum_to(n - 1, fn below -> k(below + n) end) end

fn even(n :: Int, step :: Fun(Int) -> Int) -> Bool = if n == 0 do true else odd(step(n), step) end
fn odd(n :: Int, step :: Fun(Int) -> Int) -> Bool = if n == 0 do false else even(step(n), step) end

struct Box do
  items :: List<String>
  names :: List<String>
  count :: Int
  more :: Int
end deriving()

fn grown(box :: Box, n :: Int) -> Box do
  let items = if n % 2 == 0 do List.append(box.items, "x${n}") else box.items end
  if n > 3 do
    %{box | items: items, names: List.append(box.names, "n${box.count}"), count: box.count + 1}
  else if n == 2 do
    box
  else
    %{box | items: items}
  end
end

fn compose(fs :: List<Fun(Int) -> Int>) -> Fun(Int) -> Int =
  List.reduce(fs, fn x -> x end, fn all, f -> fn x -> f(all(x)) end end)

fn main() do
  let names = ["a", "b", "c"]
  let by = fn x -> x + List.length(names) end
  println("${pick(true, by, fn x -> x * 2 end)(5)} ${pick(false, by, fn x -> x * 2 end)(5)}")
  let (n, kept) = both(by, true)
  let (m, none) = both(by, false)
  println("${n} ${m} ${List.length(kept)} ${List.length(none)} ${kept[0](10)}")
  println("${sum_to(100000, fn x -> x end)} ${even(100001, fn x -> x - 1 end)}")
  let box =
    List.reduce([1, 2, 3, 4, 5, 6], Box { items: [], names: names, count: 0, more: 1 }, grown)
  println("${box.items} ${box.names} ${box.count} ${box.more} ${names}")
  println("${compose([fn x -> x + 1 end, fn x -> x * 3 end, by])(4)}")
  let texts = List.map(names, fn s ->
    List.reduce(names, s, fn t, u -> if u == s do t else t <> u <> "${List.length(names)}" end end)
  end)
  println("${texts}")
  let table = for i in 0..3 do
    for j in 0..i do
      List.find(names, fn s -> s == names[j] end)
    end
  end
  println("${table}")
  let pid = spawn(fn -> println("${by(1)} in another actor") end)
  Process.monitor(pid)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end
