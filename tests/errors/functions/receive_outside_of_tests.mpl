fn waits() do
  assert_receive 5
# ^^^^^^^^^^^^^^^^ E0064
end

fn main() do
  waits()
end
