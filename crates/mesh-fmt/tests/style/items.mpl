##! A module.
from Math.Linear import add,sub
import A.B
from Some.Module import first_name_that_is_long, second_name_that_is_long, third_name_that_is_long, fourth


pub fn short(a,b)=a+b
fn other() = 1
## Documented.
fn third() = 2
fn clause(0) = 0
fn clause(n) do n end
pub fn long<T, U>(first :: List<T>, second :: Map<String, Int>, third :: Fun(Int) -> Int!String) -> T where T: Eq, U: Ord do
  1
end
@extern("mesh_x") @owned(a, b)
fn outside(a :: Int) -> Int
struct Point<T> do x::T;y :: T
  @json("zed") z :: Int # three
end deriving(Eq,Debug)
type Shape do Circle(r :: Int)
  Dot end
type Alias<T> =Result<T,String>
interface Named do
  type Item
  fn name(self) -> String
  fn shout(self) -> String do
    "!"
  end
  # behind
end
impl Named for List<T> where T: Named do
  type Item=T
  fn name(self) = "list"
end
actor counter(n::Int) mailbox 10 drop_oldest do
  receive do
    x -> counter(x)
  end
  terminate do println("bye") end
end
service Store do
  fn init(n :: Int) -> Int = n
  call Get(k::String)::Int do |state| (state, 1) end
  cast Put(k :: String) do |s| s end
  terminate do |s| println("${s}") end
end
supervisor Tree do
  strategy: one_for_one
  max_restarts: 3
  child a do
    start: fn -> spawn(a) end
    restart: permanent
  end
end
const LIMIT::Int=10
pub const NAMES = ["a", "b"]


const OTHER = LIMIT + 1
fn first([a, ..]) = User { a , name: 1 }
fn rest([a, ..rest]) = rest
