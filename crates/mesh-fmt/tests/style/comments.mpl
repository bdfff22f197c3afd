# at the top


#= a block
   of lines =#
fn main() do # behind do

  # first
  a() #= inside =#
  b( #= inside =# 1)


  # last
  #= block =#
end # behind end
# between


## doc of f
# and a note
fn f(
  a, # first
  # before b
  b
) do
  [
    # in a list
  ]
  case a do # behind case
    # before an arm
    1 -> 2 # behind an arm
    # at the end
  end
  x
    |> # behind a pipe
    # and more
    f()
  x |> #= beside a pipe =#
    f()
  [ #= behind a bracket =#
    1, 2]
  [1,
    #= beside =# 2]
  x + # behind an operator
    y
  let z = # behind =
    1
end
# at the end
