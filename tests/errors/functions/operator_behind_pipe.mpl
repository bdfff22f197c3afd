fn main() do
  println("${[1] |> List.length > 1}")
  #                             ^ E0044
  let list = [1, 2]
  if list |> List.length() > 1 do
  #                        ^ E0044
    println("many")
  end
  println(list |> List.length() |> Int.to_string() <> "!")
  #                                                ^^ E0044
  println("${list |> List.length() + 1} ${list |> List.is_empty or true}")
  #                                ^ E0044
  #                                                             ^^ E0044
end
