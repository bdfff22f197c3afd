# What `init` gives is not known since something is wrong in it: that is told once.
service Counter do
  fn init() = Stat { x: 1 }
  #           ^^^^ E0045

  call Get() do |state|
    (state, state.x)
  end

  cast Put(n :: Int) do |state|
    %{state | x: n}
  end
end

fn main() do
  println("${Counter.get(Counter.start())}")
end
