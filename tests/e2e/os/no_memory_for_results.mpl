# driver: no_memory_for_results.py
# emulator: no, limits of memory are its own, too
# memory check: no, its limit of address space leaves no room for valgrind
# What functions make of much, where address space is limited: the actor that asks for it crashes, the others go on.
fn reason(run :: Fun() -> ()) -> String do
  let (_, watch) = Process.spawn_monitor(run)
  receive do
    (:down, ref, _, reason) when ref == watch -> "${reason}"
  end
end

fn says(name :: String, run :: Fun() -> Int) -> () do
  let why = reason(fn -> println("${name}: made ${run()}") end)
  println("${name}: ${String.slice(why, 0, 19)}")
end

fn main() do
  let text = String.repeat("ab ", 5_000_000)
  let bytes = Bytes.from_string(text)
  let hex = Hex.encode(text)
  let regex = Regex.literal("a", "")
  says("Regex.replace", fn ->
    String.byte_length(Regex.replace(regex, text, String.repeat("x", 400)))
  end)
  says("Regex.replace of groups", fn ->
    String.byte_length(Regex.replace(regex, text, String.repeat("$0", 400)))
  end)
  says("Regex.split", fn -> List.length(Regex.split(regex, text)) end)
  says("Hex.encode", fn -> String.byte_length(Hex.encode(String.repeat(hex, 20))) end)
  says("Hex.decode", fn -> do
    let all =
      List.map(Range.to_list(Range.new(0, 60)), fn _ -> Result.unwrap_or(Hex.decode(hex), "") end)
    List.length(all)
  end
  end)
  says("Base64", fn -> do
    let all = List.map(Range.to_list(Range.new(0, 60)), fn _ -> Base64.encode(text) end)
    List.length(all)
  end
  end)
  says("Bytes.join", fn ->
    Bytes.length(Bytes.join(List.map(Range.to_list(Range.new(0, 60)), fn _ -> bytes end)))
  end)
  says("Bytes.to_list", fn ->
    List.length(Bytes.to_list(Bytes.join([bytes, bytes, bytes, bytes, bytes, bytes])))
  end)
  says("inspect", fn -> do
    let all = List.map(Range.to_list(Range.new(0, 60)), fn _ -> inspect(text) end)
    List.length(all)
  end
  end)
  says("String.to_upper", fn -> do
    let all = List.map(Range.to_list(Range.new(0, 60)), fn _ -> String.to_upper(text) end)
    List.length(all)
  end
  end)
  says("Bytes.to_string", fn -> do
    let all = List.map(Range.to_list(Range.new(0, 60)), fn _ ->
      Result.unwrap_or(Bytes.to_string(bytes), "")
    end)
    List.length(all)
  end
  end)
  println("goes on")
end
