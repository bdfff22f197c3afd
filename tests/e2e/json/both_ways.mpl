# What derived code writes is what the tree of the value is written as, and it is read back, in every order of fields; what is wrong
# is said in the same words whether a text or a tree is read. Values are pseudo-random, of all that derived code knows.
# modes: debug release
type Tree do
  Leaf
  Number(Int)
  Pair(Float, String)
  Many(List<Tree>)
  Named(Map<String, Tree>)
end deriving(Json, Eq, Debug)

struct Inner do
  flag :: Bool
  maybe :: Option<Int>
  texts :: Option<List<Option<String>>>
end deriving(Json, Eq, Debug)

struct Record<T> do
  zebra :: Int
  @json("a \"b\"\\\n", omit_none)
  odd :: Option<Float>
  @json(omit_none)
  also :: Option<Inner>
  trees :: List<Tree>
  inner :: Inner
  any :: Json
  @json(default)
  count :: Int
  generic :: T
end deriving(Json, Eq, Debug)

struct OnlyOmitted do
  @json(omit_none)
  b :: Option<Int>
  @json(omit_none)
  a :: Option<String>
end deriving(Json, Eq, Debug)

struct Source do
  seed :: Int
end

fn number(source :: Source, below :: Int) -> (Int, Source) do
  let seed = Int.bit_and(source.seed * 1103515245 + 12345, 2147483647)
  (seed / 64 % below, Source { seed: seed })
end

fn whole(source :: Source) -> (Int, Source) do
  let (kind, s) = number(source, 5)
  let (n, s) = number(s, 1000000)
  let all = [0, n, -n, 9223372036854775807 - n, -9223372036854775807 + n]
  (all[kind], s)
end

fn float(source :: Source) -> (Float, Source) do
  let (kind, s) = number(source, 6)
  let (n, s) = number(s, 1000000)
  let x = Int.to_float(n) / 128.0
  ([x, -x, x * 1.0e300, x / 1.0e300, 0.0, Int.to_float(n)][kind], s)
end

fn text(source :: Source) -> (String, Source) do
  let (length, s) = number(source, 9)
  let (kind, s) = number(s, 40)
  if kind == 0 do (String.repeat("long \"ä\" ", 2500), s) else letters(length, "", s) end
end

fn letters(left :: Int, done :: String, source :: Source) -> (String, Source) do
  if left == 0 do
    (done, source)
  else
    let (n, s) = number(source, 10)
    let letter = ["a", "ö", "\"", "\\", "\n", "\t", "\u{1}", "\u{1F600}", "{", ","][n]
    letters(left - 1, done <> letter, s)
  end
end

fn maybe<T>(source :: Source, make :: Fun(Source) -> (T, Source)) -> (Option<T>, Source) do
  let (n, s) = number(source, 3)
  if n == 0 do
    (None, s)
  else
    let (value, s) = make(s)
    (Some(value), s)
  end
end

fn several<T>(source :: Source, make :: Fun(Source) -> (T, Source)) -> (List<T>, Source) do
  let (count, s) = number(source, 4)
  Range.reduce(0..count, ([], s), fn (done, s), _ ->
    let (value, s) = make(s)
    (List.append(done, value), s)
  end)
end

fn tree(source :: Source, depth :: Int) -> (Tree, Source) do
  let (kind, s) = number(source, if depth == 0 do 3 else 5 end)
  case kind do
    0 -> (Leaf, s)
    1 -> do
      let (n, s) = whole(s)
      (Number(n), s)
    end
    2 -> do
      let (x, s) = float(s)
      let (t, s) = text(s)
      (Pair(x, t), s)
    end
    3 -> do
      let (all, s) = several(s, fn s -> tree(s, depth - 1) end)
      (Many(all), s)
    end
    _ -> do
      let (all, s) = several(s, fn s ->
        let (key, s) = text(s)
        let (value, s) = tree(s, depth - 1)
        ((key, value), s)
      end)
      (Named(Map.from_list(all)), s)
    end
  end
end

fn inner(source :: Source) -> (Inner, Source) do
  let (flag, s) = number(source, 2)
  let (n, s) = maybe(s, whole)
  let (texts, s) = maybe(s, fn s -> several(s, fn s -> maybe(s, text) end) end)
  (Inner { flag: flag == 1, maybe: n, texts: texts }, s)
end

fn record(source :: Source) -> (Record<List<String>>, Source) do
  let (zebra, s) = whole(source)
  let (odd, s) = maybe(s, float)
  let (also, s) = maybe(s, inner)
  let (trees, s) = several(s, fn s -> tree(s, 3) end)
  let (one, s) = inner(s)
  let (any, s) = tree(s, 2)
  let (count, s) = whole(s)
  let (generic, s) = several(s, text)
  let made = Record {
    zebra: zebra,
    odd: odd,
    also: also,
    trees: trees,
    inner: one,
    any: ToJson.to_json(any),
    count: count,
    generic: generic
  }
  (made, s)
end

# The fields of all objects in another order, with blanks.
fn rewritten(value :: Json) -> String do
  case value do
    JsonArray(items) -> "[ " <> String.join(List.map(items, rewritten), " ,\n") <> "]"
    JsonObject(entries) -> do
      let pairs = for (key, item) in List.reverse(Map.to_list(entries)) do
        Json.encode(key) <> " :" <> rewritten(item)
      end
      "{\t" <> String.join(pairs, ", ") <> " }"
    end
    other -> Json.encode(other)
  end
end

# Another value in one place, which is mostly wrong there.
fn damaged(text :: String, source :: Source) -> (String, Source) do
  let (from, s) = number(source, 8)
  let (into, s) = number(s, 8)
  let all = ["true", "1", "\"a\"", "null", "[", "{", "}", "2.5"]
  (String.replace_first(text, all[from], all[into]), s)
end

fn agree(text :: String) -> Bool do
  let direct :: Result<Record<List<String>>, String> = Json.decode(text)
  case Json.parse(text) do
    Err(error) -> direct == Err(error)
    Ok(value) -> direct == Json.from_value(value)
  end
end

fn round(source :: Source) -> (Int, Source) do
  let (value, s) = record(source)
  let text = Json.encode(value)
  assert_eq text, Json.encode(value.to_json())
  assert_eq Record.from_json(text), Ok(value)
  assert_eq Json.from_value(value.to_json()), Ok(value)
  let tree = Result.unwrap(Json.parse(text))
  assert_eq Json.encode(tree), text
  let unknown = "{\"unknown\":[{},{\"tag\":1}],\"zebra\":\"of two the last counts\","
  assert_eq Record.from_json(String.replace_first(rewritten(tree), "{", unknown)), Ok(value)
  let (wrong, s) = damaged(text, s)
  assert agree(wrong)
  let (length, s) = number(s, 1 + String.byte_length(text))
  assert agree(String.byte_slice(text, 0, length))
  (String.byte_length(text), s)
end

fn main() do
  let (bytes, _) = Range.reduce(0..300, (0, Source { seed: 42 }), fn (sum, s), _ ->
    let (bytes, s) = round(s)
    (sum + bytes, s)
  end)
  println("${bytes > 100000}")
  for pair in [(None, None), (Some(1), None), (None, Some("x")), (Some(1), Some("x"))] do
    let (b, a) = pair
    println(Json.encode(OnlyOmitted { b: b, a: a }))
  end
end
