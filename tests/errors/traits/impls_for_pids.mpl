interface Runs do
  fn run(self) -> Int
end

impl Runs for Pid<Int> do
  fn run(self) -> Int = 1
end

impl Runs for Pid<String> do
#    ^^^^ E0026
  fn run(self) -> Int = 2
end

impl Display for (Int, Int) do
#    ^^^^^^^ E0026
  fn to_string(self) -> String = "a pair"
end

fn main() = ()
