fn main()   do


    let x=1;let y = 2   # behind


    # before

    println( "a" )
    let Some(z)=found(x) else return 0 end
    let Some(z)=found(x) else
      return 0 end
    let long_name = some_function_with_a_long_name(argument_number_one) + another_function(argument_number_two)
    let long_name = some_function_with_a_long_name(argument_number_one, argument_number_two, argument_three_too)
    let long_name = some_function_with_a_long_name(argument_number_one, argument_number_two, argument_three_too, argument_four)
    let closure = fn a, b -> some_function_with_a_long_name(argument_number_one, argument_number_two, a, b) end
    let value =
      # why
      5
    let record = Record { first: argument_number_one, second: argument_number_two, third: argument_three_too }
    %{record|first: 1,second: 2}
    %{record | first: argument_number_one, second: argument_number_two, third: argument_three_too, fourth: 4}
    let text = """
        kept
      as it is
      """
    # last

  end
