# Section 10, 14: `?` leaves the closure, whose result must fit.
fn parse(text :: String) -> Result<Int, String> do
  case String.to_int(text) do
    Some(n) -> Ok(n)
    None -> Err("no number")
  end
end

fn main() do
  let numbers = List.map(["1", "x"], fn text -> parse(text)? + 1 end)
  #                                             ^^^^^^^^^^^^^^^^ E0001
  println("${numbers}")
end
