# driver: broken_pipe_never_ends.py
# Whoever prints for ever ends when nobody can take it: as other programs of Unix do.
fn go(n :: Int) do
  println("y ${n}")
  go(n + 1)
end

fn main() do
  if Env.args() == ["once"] do
    println("once")
  else
    go(0)
  end
end
