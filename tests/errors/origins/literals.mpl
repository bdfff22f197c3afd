# Nobody reads a number out of a literal, or makes a text of one: it is written otherwise, where nothing else can be wrong.
fn number(wide) = if wide do 1 else "a" end
#                                   ^^^ E0001
fn text(n) do
  case n do
    1 -> "one"
    _ -> 2
    #    ^ E0001
  end
end

fn smaller() = 1 < "a"
#                  ^^^ E0001
fn equal(name :: String) = name == 5
#                                  ^ E0001
fn half(n :: Int) -> Float = if n > 0 do 1 else 0.5 end
#                                        ^ E0001
fn quoted() -> Int = "12"
#                    ^^^^ E0001
fn flag() -> Bool = "true"
#                   ^^^^^^ E0001
fn unquoted() -> String = 12
#                         ^^ E0001
fn joined(n :: Int) = "n: " <> n
#                              ^ E0001
fn read(text :: String) -> Int = text
#                                ^^^^ E0001
fn shown(n :: Int) -> String = n + 1
#                              ^^^^^ E0001
fn kept(n :: Int) -> Bool = n
#                           ^ E0001
fn asked(n :: Int) = if n do 1 else 0 end
#                       ^ E0001
fn mixed() = [1.5, 2]
#                  ^ E0001

fn main() do
  println("${number(true)} ${text(1)} ${smaller()} ${equal("a")} ${half(1)} ${quoted()} ${flag()} ${unquoted()}")
  println("${joined(1)} ${read("1")} ${shown(1)} ${kept(1)} ${asked(1)} ${mixed()}")
end
