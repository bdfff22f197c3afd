# What `terminate` gives is dropped, and that is said where it is; a handler whose reply is not written says what it gives.
service Noted do
  fn init() -> Int = 0

  call Get() do |n|
    n
  # ^ E0001
  end

  terminate do |n|
    println("${n}")
    File.write("last", "${n}")
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0001
  end
end

service Open do
  fn init() do
    0
  end

  call Get() do |n|
    if n > 0 do
      (n, n)
    else
      n
    # ^ E0001
    end
  end

  cast Add(more :: Int) do |n|
    "${n + more}"
  # ^^^^^^^^^^^^^ E0001
  end

  terminate do |n|
    n + 1
  # ^^^^^ E0001
  end
end

service First do
  fn init() -> Int do
    "first"
  # ^^^^^^^ E0001
  end

  call Get() :: Int do |n|
    let text = if n > 0 do "many" else 0 end
    #                                  ^ E0001
    (n, String.length(text))
  end
end

actor noted() do
  receive do
    n -> println("${n + 1}")
  end
  terminate do
    1
#   ^ E0001
  end
end

fn main() do
  println("${Noted.get(Noted.start())} ${Open.get(Open.start())} ${First.get(First.start())}")
  let _ = spawn(noted)
end
