# mistakes: 4
fn send(x) = x

fn f(type) = type

struct S do
  x :: Int
end

fn g(end, x) = x

fn h() do
  let after = 1
  let match = 2
  after
end
