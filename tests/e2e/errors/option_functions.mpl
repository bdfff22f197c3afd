fn main() do
  let some = Some(5)
  let none :: Option<Int> = None
  println("${Option.map(some, fn x -> x + 1 end)} ${Option.map(none, fn x -> x + 1 end)}")
  println("${Option.unwrap_or(some, 0)} ${Option.unwrap_or(none, 0)}")
  println("${Option.is_some(some)} ${Option.is_none(some)}")
  let ok :: Result<Int, String> = Ok(1)
  println("${Result.map(ok, fn x -> x * 10 end)} ${Result.unwrap_or(ok, 9)}")
end
