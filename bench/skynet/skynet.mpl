# A tree of actors, ten children each: a leaf sends its number up, all others the sum of what came.
# args: 1000
# modes: debug release

fn sum(left :: Int, total :: Int) -> Int do
  if left == 0 do
    total
  else
    receive do
      n -> sum(left - 1, total + n)
    end
  end
end

actor node(parent :: Pid<Int>, first :: Int, leaves :: Int) do
  if leaves == 1 do
    send(parent, first)
  else
    let part = leaves / 10
    for i in 0..10 do
      spawn(node, self(), first + i * part, part)
    end
    send(parent, sum(10, 0))
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  spawn(node, self(), 0, size())
  println("${sum(1, 0)}")
end
