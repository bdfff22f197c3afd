import A

fn main() do
  println(A.name())
end
#- a.mpl
import B
#      ^ E0052

pub fn name() -> String do
  B.name()
end
#- b.mpl
import C

pub fn name() -> String do
  C.name()
end
#- c.mpl
import A

pub fn name() -> String do
  A.name()
end
