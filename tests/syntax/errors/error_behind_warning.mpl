# mistakes: 1
# The error at the place of a warning is what must be said.
fn down(n) do
  if n == 0 do 0 elsk down(n - 1) end
end
