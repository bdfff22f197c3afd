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

struct PidBox do
  n :: Int
end

impl From<Pid<Int>> for PidBox do
  fn from(_pid :: Pid<Int>) -> PidBox = PidBox { n: 1 }
end

impl From<Pid<String>> for PidBox do
#    ^^^^ E0026
  fn from(_pid :: Pid<String>) -> PidBox = PidBox { n: 2 }
end

impl Runs for PidBox do
  fn run(self) -> Int = 1
end

impl Runs for PidBox do
#    ^^^^ E0026
  fn run(self) -> Int = 2
end
