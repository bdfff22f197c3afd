# modes: debug release
# Types of C: addresses that only C looks behind, from one module to another, in structs, lists, maps and messages.
import Stack
from Stack import Stack, stacks_alive

struct Named do
  name :: String
  stack :: Stack
end

fn worker(stack :: Stack, asker) do
  Stack.push(stack, 100)
  send(asker, Some(stack))
end

fn main() do
  let stack = Option.unwrap(Stack.make(3))
  Stack.push(stack, 1)
  Stack.push(stack, 20)
  println("${Stack.sum(Some(stack))} ${Stack.sum(None)} ${Stack.is_somewhere(stack)}")
  println("${Stack.make(17) == None}")
  case Job.await(Job.async(fn -> Stack.sum(Some(Stack.must(17))) end)) do
    Ok(n) -> println("${n}")
    Err(reason) -> println(reason)
  end
  let other = Stack.must(1)
  let named = [Named { name: "a", stack }, Named { name: "b", stack: other }]
  println("${List.map(named, fn one -> Stack.sum(Some(one.stack)) end)} ${stack == other}")
  let by_stack = %{stack => "a", other => "b"}
  println("${Map.get(by_stack, other)} ${Map.size(by_stack)}")
  spawn(worker, stack, self())
  receive do
    Some(same) -> println("${same == stack} ${Stack.sum(Some(same))}")
    None -> println("none")
  end
  List.each(named, fn one -> Stack.free(one.stack) end)
  println("${stacks_alive()}")
end
