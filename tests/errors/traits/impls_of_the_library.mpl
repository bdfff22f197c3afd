impl Display for Int do
#    ^^^^^^^ E0026
  fn to_string(self) -> String = "n"
end

impl Display for List<Int> do
#    ^^^^^^^ E0026
  fn to_string(self) -> String = "n"
end

struct S do
  n :: Int
end deriving(Eq)

impl Eq for S do
#    ^^ E0026
  fn eq(self, other :: S) -> Bool = self.n == other.n
end

fn main() do
  ()
end
