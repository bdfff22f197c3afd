fn tell(pid :: Pid<Int>) -> () do
  pid ! 1
  #   ^ P0001
end

fn main() do
  tell(self())
end
