# An actor's unit body stays unit, whatever module is checked before or after it.
import Counter
import Zeros

fn main() do
  let pid = spawn(Counter.ticker, 3)
  let n = Counter.drain(3) + Zeros.zero()
  #       ^^^^^^^^^^^^^^^^ E0006
  println("${n}")
end
#- counter.mpl
pub actor ticker(left :: Int) do
  receive do
    :tick -> if left > 0 do
      ticker(left - 1)
    else
      println("done")
    end
  end
end

pub fn drain(left :: Int) do
  if left > 0 do
    drain(left - 1)
  else
    println("done")
  end
end
#- zeros.mpl
pub fn zero() do
  0
end
