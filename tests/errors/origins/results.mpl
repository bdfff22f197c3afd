# The result: what is written, also when it is taken apart; else what is returned first.
fn returned() do
  return 1
  "a"
# ^^^ E0001
end

fn early(n :: Int) do
  if n > 1 do
    return "many"
  end
  if n > 0 do
    return n
    #      ^ E0001
  end
  "none"
end

fn inner() -> Result<Int, String> = Ok("a")
#                                      ^^^ E0001

fn failed(code :: Int) -> Result<Int, String> = Err(code)
#                                                   ^^^^ E0001

fn some(text :: String) -> Int? do
  if text == "" do None else Some(text) end
  #                               ^^^^ E0001
end

fn parts() -> (Int, String) = (1, 2)
#                             ^^^^^^ E0001

fn items() -> List<Int> = [1, "a"]
#                             ^^^ E0001

fn entries() -> Map<String, List<Int>> = %{"a" => ["b"]}
#                                                  ^^^ E0001

fn closure() -> Fun(Int) -> Int = fn n -> "a" end
#                                         ^^^ E0001

fn looped(n :: Int) -> List<Int> do
  for i in 0..n do
    "${i}"
#   ^^^^^^ E0001
  end
end

fn matched(n :: Int) -> String do
  case n do
    0 -> "none"
    _ -> n
    #    ^ E0001
  end
end

fn left(text :: String) do
  let n = String.to_int(text)?
  n + 1
# ^^^^^ E0001
end

fn main() do
  println("${returned()} ${early(1)} ${inner()} ${failed(1)} ${some("a")} ${parts()} ${items()} ${entries()}")
  println("${closure()(1)} ${looped(1)} ${matched(1)} ${left("1")}")
end
