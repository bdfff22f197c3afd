fn f(x) do
  if x > 1 do 1 else 2 end
  if x > 1 do
    1 else 2 end
  if x > 1 do 1 else if x > 2 do 2 else 3 end
  let turns = if Map.has_key(buffer.queues, project) do buffer.turns else List.append(buffer.turns, project) end
  if x > 1 do return 0 end
  if some_condition_that_is_long(x) and another_condition_that_is_long(x) or yet_another_condition(x) do
    1
  # before else
  else if y do
    2
  else
    # nothing
  end
  case x do
  A(x,y)|B(x,y) when x>y->x+y
    C -> do
      1
    end
    Some(first_alternative_of_a_pattern) | Other(first_alternative_of_a_pattern) | Third(first_alternative) -> 1
    D ->
      # why
      2

    E -> first(); second()
    F -> Result.map(some_function_with_a_long_name(argument_number_one), fn x -> some_other_function(x) end)
    G -> xs |> f() |> g()
  end
  while x < 10 do f(x) end
  for {k,v} in Map.new() when v > 1 do println("${k}") end
  receive do
    Ask(who)->send(who,"x")
  after 100->nil
  end
end
