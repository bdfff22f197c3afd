fn main() do
  break
# ^^^^^ E0032
  for n in [1] do
    List.each([1], fn m -> continue end)
    #                      ^^^^^^^^ E0033
  end
end
