# How long endless loops delay others: four of them run while the main actor naps for 10 ms, again and again, and notes how late it wakes.
# args: 3
# modes: debug release
# leaks: allowed, it ends while actors run

fn spin(n :: Int) -> () do
  spin(Int.wrapping_add(n, 1))
end

fn nap(left :: Int, late :: List<Int>) -> List<Int> do
  if left == 0 do
    late
  else
    let before = Timer.now()
    Timer.sleep(10)
    nap(left - 1, List.append(late, Timer.now() - before - 10))
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  for n in 0..4 do
    spawn(spin, n)
  end
  let late = List.sorted(nap(size(), []))
  IO.eprintln("median ${List.get(late, List.length(late) / 2)} ms, worst ${List.last(late)} ms")
  println("${List.length(late)} naps")
  Process.halt(0)
end
