# exit: 1
# stderr: crashed: no such color: 7
# stderr: panic_reports_where.mpl:6
fn color(n :: Int) -> String do
  case n do
    0 -> panic("no such color: ${n + 7}")
    1 -> "red"
    n -> color(n - 1) <> "."
  end
end

fn main() do
  println(color(1))
  let names = List.map([1, 0], color)
  println("never ${names}")
end
