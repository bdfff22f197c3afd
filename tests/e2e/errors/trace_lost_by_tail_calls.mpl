# exit: 1
# modes: debug release
# A call in tail position from which none leads back keeps its frame, so that a trace tells the way.
# stderr: at Prelude.assert_eq<Int>/2 (std/prelude.mpl:
# stderr: at Main.check/1 ({file}:7)\n    at Main.outer/1 ({file}:11)\n    at Main.main/0 ({file}:15)\n    at entry
fn check(n :: Int) do
  assert_eq(n, 3)
end

fn outer(n :: Int) do
  check(n)
end

fn main() do
  outer(2)
end
