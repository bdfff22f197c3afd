fn main() do
  "a ${x} b #{y} c"
  "${x}"
  "${f("in ${g("deep")}")} and ${%{"k" => 1}}"
  "${
    a +
    b
  }"
  "cost: $5 #1 {x}"
  "${case x do
    1 -> "one"
    _ -> "many"
  end}"
end
