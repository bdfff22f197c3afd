# Arguments in another order are one mistake, told once.
fn greet(name :: String, times :: Int) -> String = String.repeat(name, times)

fn total(xs, start) = List.reduce(xs, start, fn sum, x -> sum + x end)

fn main() do
  println(greet(3, "hi"))
#               ^^^^^^^ E0001
  let sum = List.reduce([1, 2, 3], fn acc, n -> acc + n end, 0)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0001
  println("${sum + 1}")
  let words = ["a", "b"]
  let counts = List.reduce(words, fn acc, w -> Map.update(acc, w, 0, fn n -> n + 1 end) end, %{})
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0001
  println("${Map.size(counts)}")
  println(words |> List.reduce(fn acc, w -> acc <> w end, ""))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0001
  println("${Map.get("a", %{"a" => 1})}")
#                    ^^^^^^^^^^^^^^^^ E0001
  println(Regex.replace("abc", ~r/b/, "x"))
#                       ^^^^^^^^^^^^^^^^^ E0001
  println("${List.map(fn x -> x + 1 end, [1])}")
#                     ^^^^^^^^^^^^^^^^^^^^^^ E0001
  println("${Map.size(Map.put("b", 2, %{"a" => 1}))}")
#                             ^^^^^^^^^^^^^^^^^^^ E0001
  println(greet(true, "hi"))
#               ^^^^ E0001
#                     ^^^^ E0001
  println("${total(1, [2])}")
#                  ^^^^^^ E0001
end
