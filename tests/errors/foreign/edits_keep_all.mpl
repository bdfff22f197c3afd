# What edits must not lose or change: comments, what stands between braces, quotes in quotes.

type Color =
  | Red # the red one
# ^ P0001
  | Green

actor work(n :: Int) do
  println("${n}")
end

fn main() = ()

fn spawned() do
  let a = spawn work(
#         ^^^^^^^^^^^ P0001
    3, # three
  )
  let b = spawn work(1) |> link
#         ^^^^^^^^^^^^^ P0001
  let c = spawn work # behind
#         ^^^^^^^^^^ P0001
  (a, b, c)
end

fn texts(name :: String) do
  let a = r"C:\new\table"
#         ^ P0001
  let b = f"hello {name}, {name.x}"
#         ^ P0001
  let c = f"{{}} {name!r}"
#         ^ P0001
  let d = s"$name"
#         ^ P0001
  let e = f'hello {name}'
#          ^^^^^^^^^^^^^^ P0001
  let g = `'x'`
#         ^^^^^ P0001
  let h = 'it''s'
#         ^^^^ P0001
#             ^^^ P0001
  let i = u"plain"
#         ^ P0001
  (a, b, c, d, e, g, h, i)
end

fn lists(n :: Int) do
  let a = 1 :: #= kept =# n :: [2]
#           ^^ P0001
  let b = [n ?? 4]
#            ^^ P0001
  let c = make(chan int)
#                   ^^^ P0001
  let d = [1 2]
#            ^ P0001
  let e = join("a" "b")
#                  ^ P0001
  (a, b, c, d, e)
end

fn loops(xs :: List<Int>, ys :: List<Int>) do
  if Some(1) is not None do println("a") end
#            ^^^^^^ P0001
  let a = for x <- xs, y <- ys do x + y end
#               ^^ P0001
#                    ^ P0001
  let b = for x in xs, into: Map.new() do (x, x) end
#                    ^ P0001
  (a, b)
end

fn lifetimes<'a>(s :: &'a String) do
#            ^^ P0001
#                     ^^^ P0001
  s
end
