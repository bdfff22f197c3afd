# mistakes: 3
fn main() do
  let a = spawn worker(1, "two")
  let b = spawn worker()
  let c = spawn Jobs.run(f(1))
  send(a, b)
end
