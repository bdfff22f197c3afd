service Store do
  fn init() -> Int do
    0
  end

  call Get() :: Int do |n|
    (n, n)
  end

  call Get() :: Int do |n|
  #    ^^^ E0055
    (n, n + 1)
  end

  call GetAll() do |n|
    (n, n)
  end

  cast Get_all() do |n|
  #    ^^^^^^^ E0055
    n
  end
end

service Fine do
  fn init() -> Int do
    0
  end

  call Get() do |n|
    (n, n)
  end
end

fn main() do
  let store = Store.start()
  println("${Store.get(store)}")
  let pid = spawn(Fine)
  #               ^^^^ E0004
end
