# Functions in any order; groups are inferred together and generalised once.
fn main() do
  println("${even(10)} ${walk([1], ["a"])}")
end

fn even(n) = if n == 0 do true else odd(n - 1) end
fn odd(n) = if n == 0 do false else even(n - 1) end

fn walk(left, right) do
  case left do
    [] -> List.length(right)
    _ :: rest -> hop(right, rest)
  end
end

fn hop(left, right) = walk(right, left)

fn annotated<T>(n :: Int, x :: T) -> Int where T: Eq = helper(n, [x])
fn helper(n, x) = if x == x do n else n + 1 end
