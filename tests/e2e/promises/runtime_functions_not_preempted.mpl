# driver: runtime_functions_not_preempted.py
# memory check: no, it counts turns of functions that must take longer than some turns
# A function of the runtime over much at once gives its worker to others, as all code does. The only worker runs it while another actor counts
# how often it wakes; a function that kept the worker to its end would let it wake once.
actor ticker(n :: Int) do
  receive do
    who -> do
      send(who, n)
      ticker(n)
    end
  after 1 -> ticker(n + 1)
  end
end

type Chain do
  End
  Link(Chain, Int)
end

fn chain(left :: Int, done :: Chain) -> Chain =
  if left == 0 do done else chain(left - 1, Link(done, left)) end

fn ticks(of :: Pid<Pid<Int>>) -> Int do
  let me :: Pid<Int> = self()
  send(of, me)
  receive do
    n -> n
  end
end

fn size(value :: List<Chain>) -> Int = List.length(value)

actor sink(to :: Pid<Int>) do
  receive do
    value -> send(to, size(value))
  end
end

fn there(value :: List<Chain>) -> Int do
  let me :: Pid<Int> = self()
  send(spawn(sink, me), value)
  receive do
    n -> n
  end
end

fn report(name :: String, others :: Int) -> () do
  println("${name}: ${if others >= 3 do "others ran" else "others ran ${others} times" end}")
end

fn watch(name :: String, ticker :: Pid<Pid<Int>>, work :: Fun() -> Int) -> () do
  let before = ticks(ticker)
  let _ = work()
  report(name, ticks(ticker) - before)
end

fn main() do
  let ticker = spawn(ticker, 0)
  let text = String.repeat("ab,", 10000000)
  watch("String.repeat", ticker, fn -> String.byte_length(String.repeat("ab", 150000000)) end)
  watch("String.split", ticker, fn -> List.length(String.split(text, ",")) end)
  watch("String.replace", ticker, fn -> String.byte_length(String.replace(text, ",", ";;")) end)
  let long = String.repeat("ab", 75000000)
  watch("Crypto.sha256", ticker, fn -> String.byte_length(Crypto.sha256(long)) end)
  watch("Regex.split", ticker, fn -> List.length(Regex.split(~r/,/, text)) end)
  let json = "[" <> String.repeat("{\"a\":[1.5,\"x\"]},", 300000) <> "1]"
  watch("Json.parse", ticker, fn -> if Result.is_ok(Json.parse(json)) do 1 else 0 end end)
  let value = Result.unwrap_or(Json.parse(json), JsonNull)
  watch("Json.encode", ticker, fn ->
    String.byte_length(Json.encode(value)) + String.byte_length(Json.encode(value))
  end)
  watch("List.sort", ticker, fn ->
    List.length(List.sort(Range.to_list(Range.new(0, 300000)), fn a, b -> b - a end))
  end)
  let long = [chain(1500000, End)]
  let before = ticks(ticker)
  let _ = there(long)
  report("send and receive", ticks(ticker) - before)
  let left = %{1 => chain(3000000, End)}
  let right = %{1 => chain(3000000, End)}
  watch("comparing", ticker, fn -> if left == right do 1 else 0 end end)
  # These do all at once: a helper runs the others.
  watch("hash", ticker, fn -> String.repeat("ab", 75000000).hash() end)
  watch("String.to_upper", ticker, fn ->
    List.reduce([1, 2, 3, 4, 5], 0, fn sum, _ ->
      sum + String.byte_length(String.to_upper(text))
    end)
  end)
  watch("inspect", ticker, fn ->
    List.reduce([1, 2, 3], 0, fn sum, _ -> sum + String.byte_length(inspect(text)) end)
  end)
  watch("Bytes.to_list", ticker, fn -> List.length(Bytes.to_list(Bytes.from_string(text))) end)
  let entries = Map.from_list(
    for i in 0..1000000 do
      (i, i)
    end
  )
  watch("copy of a map", ticker, fn ->
    Map.size(Map.merge(%{-1 => 1}, entries)) + Map.size(Map.put(entries, -1, 1))
  end)
  Process.halt(0)
end
