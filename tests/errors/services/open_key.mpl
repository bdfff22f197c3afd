service Inventory do
  fn init() = %{}
  call Take(name, n) do |stock|
#           ^^^^ E0062
    case Map.fetch(stock, name) do
      Some(have) when have >= n -> (Map.put(stock, name, have - n), Ok(have - n))
      _ -> (stock, Err("no ${name}"))
    end
  end
  cast Put(name, n) do |stock|
    Map.update(stock, name, 0, fn have -> have + n end)
  end
  call All() do |stock|
    (stock, Map.to_list(stock))
  end
end

service Picker do
  fn init() = 0
  call Pick(x :: Int) do |n|
    if x > n do
      (x, n)
    else
      (n, "no")
#     ^^^^^^^^^ E0001
    end
  end
end

fn main() do
  println("${Inventory.take(Inventory.start(), "tea", 3)} ${Picker.pick(Picker.start(), 1)}")
end
