# memory check: no, it needs more stack than there is then
# The way to a mistake deep inside of a document is told with its beginning and its end.
struct Tree do
  v :: Int
  kids :: List<Tree>
end deriving(Json)

fn nested(levels :: Int) -> String do
  let begin = String.repeat("{\"v\":1,\"kids\":[", levels)
  let read :: Result<Tree, String> =
    Json.decode(begin <> "{\"v\":\"x\",\"kids\":[]}" <> String.repeat("]}", levels))
  Option.unwrap_or(Result.err(read), "")
end

fn main() do
  println(nested(0))
  println(nested(2))
  let long = nested(20_000)
  println("${String.starts_with(long, "kids[0].kids[0].")} ${String.contains(long, "...")}")
  println("${String.ends_with(long, "kids[0].v: expected Int, found String")} ${String.byte_length(long) < 2000}")
end
