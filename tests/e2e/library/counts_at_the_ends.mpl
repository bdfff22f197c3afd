# Counts that no list or text has: all of it or nothing, and where that cannot be, a sentence.
fn crash(f :: Fun() -> ()) -> String do
  let (_, _) = Process.spawn_monitor(f)
  receive do
    (:down, _, reason) -> "${reason}"
  end
end

fn main() do
  let (least, most) = (Int.min_value(), Int.max_value())
  println("${String.pad_left("ab", least)} ${String.pad_right("ab", least, "")} ${String.pad_right("ab", 4, ".")}")
  println("${List.take_last([1, 2, 3], least)} ${List.take_last([1, 2, 3], most)} ${List.take_last([1, 2, 3], 2)}")
  println("${List.drop_last([1, 2, 3], least)} ${List.drop_last([1, 2, 3], most)} ${List.drop_last([1, 2, 3], 2)}")
  println("${Range.step_by(least..most, most)} ${Range.step_by((most - 1)..most, 5)} ${Range.step_by(0..10, 4)}")
  println("${List.repeat("a", 3)} ${List.repeat("a", least)}")
  println(crash(fn -> println("${List.length(List.repeat(1, most))}") end))
  println(crash(fn -> println("${List.length(List.repeat((), most))}") end))
  println(crash(fn -> println("${List.length(List.repeat("x", 200_000_000_000_000))}") end))
  println("${crash(fn -> Process.halt(256) end)} ${crash(fn -> Process.halt(-1) end)}")
  println("${String.replace_first("abc", "", "-")} ${String.replace_first("", "", "-")} ${String.replace_first("abcb", "b", "")}")
  println("${String.at("abc", most)} ${String.at("abc", least)} ${String.at("né", 1)}")
end
