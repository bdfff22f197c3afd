fn main() do
  println "hi"
# ^^^^^^^^^^^^ P0001
end
