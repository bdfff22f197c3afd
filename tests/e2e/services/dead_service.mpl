# exit: 1
# stderr: bad request
service Fragile do
  fn init() -> Int do
    0
  end

  call Break(text :: String) :: Int do |n|
    if text == "now" do
      panic("bad request")
    end
    (n, n)
  end
end

fn main() do
  let f = Fragile.start()
  println("${Fragile.break(f, "later")}")
  println("${Fragile.break(f, "now")}")
end
