const LIMIT = 1
const LIMIT = 2
#     ^^^^^ E0055

const EMPTY
#          ^ P0001

fn main() do
  println("${LIMIT} ${EMPTY}")
end
