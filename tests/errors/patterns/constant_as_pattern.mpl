from Limits import MOST

const LIMIT = 10

fn main() do
  case 3 do
    LIMIT -> println("limit")
#   ^^^^^ E0010
    MOST -> println("most")
#   ^^^^ E0010
    Limits -> println("no variant")
#   ^^^^^^ E0010
    n when n == LIMIT -> println("right")
    _ -> println("other")
  end
end
#- limits.mpl
pub const MOST = 20
