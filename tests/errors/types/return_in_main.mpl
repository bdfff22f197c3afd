# `main` gives () or a Result: what else is returned is told where that is.
fn main() do
  if Env.args() == [] do
    return 1
    #      ^ E0001
  end
  println("done")
end
