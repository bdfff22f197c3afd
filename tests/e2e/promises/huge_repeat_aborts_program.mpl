# Sizes, positions and times at the edges of what there is: each is right, or the crash of its actor with a sentence, also where the machine
# has no memory for it.
# stderr: out of memory
# memory check: no, it takes long to write so much
fn max() -> Int = 9223372036854775807
fn min() -> Int = 0 - 9223372036854775807 - 1

fn work(k :: Int) -> String do
  case k do
    0 -> "${String.length(String.repeat("ab", max()))}"
    1 -> "${String.length(String.repeat("ab", 4000000000000000000))}"
    2 -> String.slice("héllo", min(), max())
    3 -> String.byte_slice("héllo", 2, 3)
    4 -> String.byte_slice("héllo", min(), max())
    5 ->
      "${String.byte_index_of("héllo", "l", 2)} ${String.byte_index_of("héllo", "l", min())} ${String.byte_index_of("héllo", "l", max())}"
    6 -> String.from_code_points([55296, 1114112, -1, 65])
    7 ->
      "${List.slice([1, 2, 3], min(), max())} ${List.take([1], min())} ${List.drop([1, 2], max())}"
    8 -> "${List.set([1], 5, 2)}"
    9 -> "${Math.random_int(10, 1)}"
    10 -> "${Math.random_int(min(), max()) == 1}"
    11 -> "${Int.shift_left(1, 64)}"
    12 -> "${Int.shift_left(1, -1)}"
    13 -> DateTime.to_iso8601(DateTime.from_unix_micros(min()))
    14 -> DateTime.to_iso8601(DateTime.from_unix_micros(max()))
    15 -> DateTime.to_iso8601(DateTime.add(DateTime.from_unix_micros(0), max(), :week))
    16 -> "${DateTime.from_unix_secs(max())}"
    17 -> "${String.length(Crypto.random_hex(max()))} ${Crypto.random_hex(-1)}"
    18 -> "${Float.to_int(1.0e300)} ${Float.to_int(0.0 / 0.0)} ${Math.floor(-1.0e300)}"
    19 ->
      "${Result.is_err(Regex.compile("(a{1000}){1000}"))} ${Result.is_err(Regex.compile("(" <> String.repeat("(", 300)))}"
    20 -> "${List.length(List.sort(Range.to_list(Range.new(0, 100000)), fn _, _ -> 1 end))}"
    21 ->
      "${List.length(List.sort(Range.to_list(Range.new(0, 1000)), fn a, b -> if a % 3 == 0 do 1 else b - a end end))}"
    22 ->
      "${List.length(List.sort(Range.to_list(Range.new(0, 1000)), fn a, _ -> 1 / (a - 500) end))}"
    23 -> "${Range.length(Range.new(min(), max()))}"
    25 -> "${min() / -1}"
    26 -> "${min() % -1}"
    27 -> "${Math.abs(min())}"
    28 -> "${0 - min()}"
    29 -> "${Json.parse(String.repeat("[", 100000))}"
    30 ->
      "${Json.parse("1e999")} ${Json.parse("-0")} ${Json.parse("123456789012345678901234567890")}"
    31 -> "${Hex.decode("é0")} ${Base64.decode("é===")}"
    32 -> "${Process.exit(self(), Linked(self(), "x"))}"
    33 -> "${String.split("abc", "")} ${String.replace("abc", "", "-")}"
    34 ->
      "${DateTime.from_iso8601("2024-02-30T00:00:00Z")} ${DateTime.from_iso8601("2016-12-31T23:59:60Z")} ${DateTime.from_iso8601("2024-01-01T00:00:00+25:00")}"
    35 -> String.repeat("x", -5)
    36 -> "${String.length(String.repeat("x", 60000000000000))}"
    37 -> "${String.length(String.repeat("x", 500000000000))}"
    38 -> Crypto.random_hex(-1)
    39 ->
      "${String.length(String.join(String.split(String.repeat(",", 1000000), ","), String.repeat("-", 1000000)))}"
    40 ->
      "${String.length(String.replace(String.repeat("a", 2000000), "a", String.repeat("b", 1000000)))}"
    41 ->
      "${List.length(List.slice(Range.to_list(Range.new(0, 10)), 3, min()))} ${String.slice("abc", 2, 1)} ${String.byte_slice("abc", max(), max())}"
    42 -> "${DateTime.from_unix_micros(max())}"
    _ -> "end"
  end
end

fn go(k :: Int) do
  let (_, _) = Process.spawn_monitor(fn -> println("${k}: ${String.slice(work(k), 0, 160)}") end)
  receive do
    (:down, _, Normal) -> ()
    (:down, _, r) -> println("${k}: DOWN ${r}")
  after 15000 -> println("${k}: HANGS")
  end
end

fn main() do
  let from = Env.get_int("FROM", 0)
  for k in from..43 do
    go(k)
  end
  println("finished")
end
