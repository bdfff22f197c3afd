# A failed assertion ends only the job that made it.
fn outcome(f :: Fun() -> ()) -> String do
  case Job.await(Job.async(f)) do
    Ok(_) -> "passed"
    Err(why) -> why
  end
end

fn main() do
  println(outcome(fn -> assert(1 < 2) end))
  println(outcome(fn -> assert(2 < 1) end))
  println(outcome(fn -> assert_eq([1, 2], [1, 2]) end))
  println(outcome(fn -> assert_eq("a", "b") end))
  println(outcome(fn -> assert_ne(Some(1), Some(1)) end))
  println(outcome(fn -> assert_ne(1, 2) end))
  println(outcome(fn -> panic("on purpose") end))
  println(outcome(fn -> List.each(List.tail([1]), fn x -> println("${x}") end) end))
  println(outcome(fn ->
    let none :: Option<Int> = None
    println("${Option.unwrap(none)}")
  end))
  println(outcome(fn ->
    let failed :: Int!String = Err("why")
    println("${Result.unwrap(failed)}")
  end))
end
