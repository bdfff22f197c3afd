# What asks for memory is told.
@no_alloc
fn total(items :: List<Int>) -> Int do
  let doubled = List.map(items, fn n -> n * 2 end)
  #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0082
  List.sum(doubled)
end

@no_alloc
fn pair(items :: List<Int>) -> List<Int> do
  let both = [List.length(items), 1]
  #          ^^^^^^^^^^^^^^^^^^^^^^^ E0082
  both
end

@no_alloc
fn shown(number :: Int) -> String do
  let text = "number ${number}"
  #          ^^^^^^^^^^^^^^^^^^ E0082
  text
end

@no_alloc
fn added(items :: List<Int>, number :: Int) -> List<Int> do
  let more = List.append(items, number)
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0082
  more
end

fn main() do
  println("${total([1])} ${pair([1])} ${shown(1)} ${added([1], 2)}")
end
