# Calls and integer arithmetic: the Fibonacci number of the argument, by the definition.
# args: 20
# modes: debug release

@no_alloc
fn fib(n :: Int) -> Int do
  if n < 2 do n else fib(n - 1) + fib(n - 2) end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  println("${fib(size())}")
end
