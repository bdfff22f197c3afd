# Bytes of a size that cannot be are their actor's crash; a part is found in time that does not grow with its length.

fn how_ends(work :: Fun() -> ()) -> String do
  let (_, _) = Process.spawn_monitor(work)
  receive do
    (:down, _, Error(text)) -> if String.contains(text, "bytes") do "too large" else text end
    (:down, _, reason) -> "${reason}"
  end
end

fn main() do
  println(how_ends(fn ->
    println("${Bytes.length(Bytes.repeat(1, 9_000_000_000_000_000_000))}")
  end))
  println(how_ends(fn -> println("${Bytes.length(Bytes.repeat(1, 400_000_000_000_000))}") end))
  println(how_ends(fn -> println("${Bytes.length(Bytes.repeat(7, 1_000))}") end))
  let text = String.repeat("a", 400_000)
  let part = String.repeat("a", 200_000) <> "b"
  println("${String.byte_index_of(text, part, 0)}")
  println("${String.byte_index_of(text <> "b", part, 5)}")
  println("${List.length(String.characters(text))} ${List.length(String.code_points(text))}")
end
