fn main() do
  let ages = %{"ann" => 31, "bob" => "thirty"}
  #                                  ^^^^^^^^ E0001
  let first = Map.get(ages, 1)
  #                         ^ E0001
  println("${first}")
end
