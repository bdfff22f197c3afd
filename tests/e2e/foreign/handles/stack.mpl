##! A stack of numbers that lies in C.

extern "C" do
  ## Where it is.
  pub type Stack

  fn stack_new(room :: Int) -> Stack?

  @symbol("stack_new")
  fn stack_must(room :: Int) -> Stack

  fn stack_push(stack :: Stack, item :: Int)
  fn stack_sum(stack :: Stack?) -> Int
  fn stack_free(stack :: Stack)

  ## How many there are.
  pub fn stacks_alive() -> Int
end

pub fn make(room :: Int) -> Stack? = stack_new(room)
pub fn must(room :: Int) -> Stack = stack_must(room)
pub fn push(stack :: Stack, item :: Int) = stack_push(stack, item)
pub fn sum(stack :: Stack?) -> Int = stack_sum(stack)
pub fn free(stack :: Stack) = stack_free(stack)
pub fn is_somewhere(stack :: Stack) -> Bool = stack.address != 0
