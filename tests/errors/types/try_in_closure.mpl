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

fn kept(text :: String) -> Result<Int, String> do
  let add = fn n -> parse(n)? end
  #                 ^^^^^^^^^ E0001
  let found = List.filter([text], fn t -> parse(t)? > 1 end)
  #                                       ^^^^^^^^^ E0036
  let bare = fn n -> String.to_int(n)? end
  #                  ^^^^^^^^^^^^^^^^^ E0001
  Ok(add(text) + bare(text) + List.length(found))
end
