##! A module comment.
#= A block comment
   #= that nests =#
   over lines =#

## Documented.
fn area(
  width :: Int, # the width
  height :: Int #= the height =#
) -> Int do
  # nothing but a comment

  width * height # the result
end

fn main() do
  let list = [
    1, # one
    2,
    #= three is missing =#
    4
  ]
  println("${List.length(list)} ${area(3, 4,)}")
  println("# not a comment #= nor this =#")
  let total = list
    # a comment between the steps
    |> List.map(fn x -> x * 10 end)
    |> List.reduce(0, fn acc, x -> acc + x end)
  println("${total}")
  let trailing = list
    |> List.reverse()
    |> List.head()
  println("${trailing}")
end
