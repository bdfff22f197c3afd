# mistakes: 5
fn main() do
  try do
    f()
  rescue
    e -> g(e)
  end
  throw "bad"
  raise Error
  async fn -> 1 end
  let x = await f()
  println("after")
end
