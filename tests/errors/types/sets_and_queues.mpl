# Section 10, 8: sets and queues hold values of one type.
fn main() do
  let numbers = Set.from_list([1, 2])
  println("${Set.contains(numbers, "one")}")
  #                                ^^^^^ E0001
  let queue = Queue.push(Queue.new(), 1)
  println("${Queue.push(queue, "two")}")
  #                            ^^^^^ E0001
end
