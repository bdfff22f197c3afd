# stdin: the quick brown fox\njumps over the lazy dog\n\nThe end, the END\n
# args: 3 --upper
# A command-line tool: arguments, standard input to its end, a file in between, lines sorted by count.
fn read_all(lines :: List<String>) -> List<String> do
  case IO.read_line() do
    Ok(None) -> lines
    Ok(Some(line)) -> read_all(List.append(lines, line))
    Err(why) -> panic(why)
  end
end

fn words(line :: String) -> List<String> do
  Regex.split(~r/\W+/, String.to_lower(line)) |> List.filter(fn w -> w != "" end)
end

fn top(counts :: Map<String, Int>, n :: Int) -> List<(String, Int)> do
  Map.to_list(counts)
    |> List.sort(fn (a, x), (b, y) ->
      case compare(y, x) do
        Less -> -1
        Greater -> 1
        Equal -> if a < b do -1 else 1 end
      end
    end)
    |> List.take(n)
end

fn main() -> Result<(), String> do
  let [limit, flag] = Env.args() else
    return Err("usage: word_frequency LIMIT FLAG")
  end
  let n = Option.ok_or(String.to_int(limit), "no number: ${limit}")?
  let path = "/tmp/mesh-words-${Crypto.uuid4()}"
  for line in read_all([]) do
    File.append(path, line <> "\n")?
  end
  let counts = List.flat_map(String.lines(File.read(path)?), words)
    |> List.reduce(%{}, fn seen, w -> Map.update(seen, w, 0, fn c -> c + 1 end) end)
  File.delete(path)?
  for (word, count) in top(counts, n) do
    let shown = if flag == "--upper" do String.to_upper(word) else word end
    println("${shown} ${count}")
  end
  println("${Map.size(counts)} ${File.exists(path)} ${Result.is_err(File.read(path))} ${Result.is_err(File.delete(path))} ${Result.is_err(File.write("/nowhere/at/all", ""))}")
  Ok(())
end
