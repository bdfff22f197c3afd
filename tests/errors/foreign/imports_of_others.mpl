import Map.{put, get}
#         ^ P0001
from String import to_upper as up
#                           ^^ P0001
import "math/vector.mpl"
#      ^ P0001

fn main() do
  println("${put(%{1 => 2}, 3, 4)} ${to_upper("a")}")
end
