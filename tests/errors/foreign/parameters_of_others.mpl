# What stands before a parameter elsewhere; no word of it becomes a parameter.
fn changed(mut n) = n + 1
#          ^^^ P0001

fn typed(int n, String text) = "${n} ${text}"
#        ^^^ P0001
#               ^^^^^^ P0001

fn unmarked(n Int, names List<String>, text string) = "${n} ${names} ${text}"
#             ^^^ P0001
#                        ^^^^ P0001
#                                           ^^^^^^ P0001

fn taken(Some n) = n
#        ^^^^ P0001
fn taken(None) = 0

fn both(int n :: Int) = n
#       ^^^ P0001

fn named("a" as text) = text
#            ^^ P0001
fn named(text) = text

fn lost(a b) = a
#         ^ P0001

fn main() do
  let twice = fn (mut n) -> n * 2 end
  #               ^^^ P0001
  println("${changed(1)} ${both(1)} ${taken(Some(1))} ${unmarked(1, ["a"], "b")} ${typed(1, "a")} ${named("b")} ${lost(1)} ${twice(1)}")
end
