# Where an interface is asked for, the types that have it are named; a loop says what it can run over.
fn total<C>(all :: C) -> Int where C: Iterable do
  let ones = for _ in all do 1 end
  List.length(ones)
end

fn main() do
  println("${total(5)} ${total([1])}")
  #                ^ E0006
  for n in 5.0 do
    #      ^^^ E0006
    println("${n}")
  end
end
