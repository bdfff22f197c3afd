# What has no written type is what its first use says.
fn joined(x) do
  let n = x + 1
  println("${n}")
  x <> "a"
# ^ E0001
end

fn in_branches(x, wide) do
  if wide do
    x * 2
  else
    String.length(x)
    #             ^ E0001
  end
end

fn handed(x) do
  println(x)
  Int.to_float(x)
  #            ^ E0001
end

fn compared(x) do
  if x == 1 do "one" else x end
  #                       ^ E0001
end

fn added(x) do
  println(x)
  x + 1
# ^ E0001
end

fn negated(x) do
  println(x)
  -x
#  ^ E0006
end

fn condition(flag) do
  if flag do println("yes") end
  flag <> "!"
# ^^^^ E0001
end

fn listed(x) = [x + 1, String.length(x)]
#                                    ^ E0001

fn called(f) do
  let n = f(1)
  f("a") + n
  # ^^^ E0001
end

fn emptied() do
  let items = []
  let more = List.append(items, 1)
  (more, List.append(items, "a"))
end

fn main() do
  println("${joined(1)} ${in_branches(1, true)} ${handed("a")} ${compared(1)} ${added("a")} ${condition(true)}")
  println("${listed(1)} ${called(fn n -> n end)} ${emptied()} ${negated("a")}")
end
