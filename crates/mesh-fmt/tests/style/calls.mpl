fn main() do
  f( a,b , c, )
  List.map(xs, fn x -> let y = x + 1
    y * 2 end)
  List.map(xs, fn x -> some_function_with_a_long_name(x, argument_number_one, argument_number_two) end)
  List.reduce(some_function_with_a_long_name(argument_number_one), starting_value, fn (sum, count), item -> (sum + item, count + 1) end)
  each(xs) do |x| println(x) end
  Ok(Record { first: argument_number_one, second: argument_number_two, third: argument_three_too, fourth: four })
  Ok(case x do
    1 -> 2
  end)
  println("a very long text that does not fit into the line but cannot be broken anywhere, so it stays as it was")
  f(a, # why
    b)
  f(
    # first
    a, b
    # last
  )
  xs |> f
  xs |> f() |> g(1)
  println(xs |> f() |> g(1))
  xs |> List.map(fn x -> some_function_with_a_long_name(x, argument_number_one, argument_number_two) end)
  [1,2,3,]
  %{"a"=>1,"b"=>2}
  json {a: 1
    b: 2}
  Point{x: 1,y: 2}
  (a+b)*c- -d
  not a and !b or -c == - 1
  0 .. 10
  some_function_with_a_long_name(x) == another_function_with_a_long_name(y) and third_function(x) or fourth(y)
  spawn(fn -> loop(1) end)
  fn 0 -> "zero" | 1 -> "one" | n when n < 0 -> "negative" | n -> "many" end
  fn 0 -> "a text that is too long for one line" | 1 -> "another text that is too long" | n -> "many texts" end
  fn (x,y) do x+y end
  fn (a, b), c -> a end
end
