# `main`, actors and handlers of services give no Option, so a `?` cannot leave them with one: that is told at the `?`.
actor worker() do
  let n = Int.parse("4")?
  #       ^^^^^^^^^^^^^^^ E0036
  println("${n}")
end

actor reader() do
  let n = Option.ok_or(Int.parse("4"), "no number")?
  #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0036
  println("${n}")
end

service Sums do
  fn init() = 1

  call Get(text :: String) do |sum|
    let n = Int.parse(text)?
    #       ^^^^^^^^^^^^^^^^ E0036
    (sum, n)
  end

  cast Put(text :: String) do |_sum|
    let n = Int.parse(text)?
    #       ^^^^^^^^^^^^^^^^ E0036
    n
  end

  terminate do |_sum|
    let n = Int.parse("1")?
    #       ^^^^^^^^^^^^^^^ E0036
    println("${n}")
  end
end

fn main() do
  let _ = spawn(worker)
  let _ = spawn(reader)
  let _ = Sums.start()
  List.each(["a"]) do |text|
    let n = Int.parse(text)?
    #       ^^^^^^^^^^^^^^^^ E0036
    println("${n}")
  end
  for text in ["a"] do
    let n = Int.parse(text)?
    #       ^^^^^^^^^^^^^^^^ E0036
    println("${n}")
  end
  println("${Int.parse("5")?}")
end
