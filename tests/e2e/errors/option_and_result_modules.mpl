fn safe_div(a :: Int, b :: Int) -> Int!String =
  if b == 0 do Err("division by zero") else Ok(a / b) end

fn main() do
  let some = Some(4)
  let none :: Int? = None
  println("${Option.map(some, fn n -> n * 2 end)} ${Option.map(none, fn n -> n * 2 end)}")
  println("${Option.and_then(some, fn n -> if n > 3 do Some("big") else None end end)} ${Option.filter(some, fn n -> n > 9 end)} ${Option.filter(some, fn n -> n == 4 end)}")
  println("${Option.unwrap_or(none, 7)} ${Option.unwrap(some)} ${Option.or(none, Some(1))} ${Option.ok_or(none, "empty")} ${Option.ok_or(some, "empty")}")
  println("${Option.is_some(some)} ${Option.is_none(some)} ${Option.is_none(none)}")
  let good = safe_div(9, 3)
  let bad = safe_div(9, 0)
  println("${Result.map(good, fn n -> "n${n}" end)} ${Result.map(bad, fn n -> n + 1 end)} ${Result.map_err(bad, String.length)}")
  println("${Result.and_then(good, fn n -> safe_div(n, 2) end)} ${Result.and_then(good, fn n -> safe_div(n, 0) end)}")
  println("${Result.unwrap_or(bad, -1)} ${Result.unwrap(good)} ${Result.is_ok(good)} ${Result.is_err(good)} ${Result.ok(good)} ${Result.ok(bad)}")
  println("${some |> Option.map(fn n -> n + 1 end) |> Option.filter(fn n -> n % 2 == 1 end) |> Option.unwrap_or(0)}")
  let nested :: Option<Result<Option<Int>, String>> = Some(Ok(None))
  let text = case nested do
    Some(Ok(Some(n))) -> "${n}"
    Some(Ok(None)) -> "inner none"
    Some(Err(e)) -> e
    None -> "outer none"
  end
  println("${text} ${Some(None) == Some(Some(1))} ${Some(Some(1)) == Some(Some(1))}")
  println("${List.filter_map(["1", "x", "3"], String.to_int)} ${List.try_each([2, 1, 0], fn d -> Result.map(safe_div(10, d), fn q -> println("q ${q}") end) end)}")
end
