# Services may call other services, also in a chain, and start new ones.
service Prices do
  fn init() -> Map<String, Int> do
    %{"tea" => 3, "cake" => 5}
  end

  call Price(name :: String) :: Option<Int> do |prices|
    (prices, Map.fetch(prices, name))
  end
end

service Shop do
  fn init() -> (Pid<Prices>, Int) do
    (Prices.start(), 0)
  end

  call Buy(name :: String, count :: Int) :: Result<Int, String> do |state|
    let (prices, sold) = state
    case Prices.price(prices, name) do
      Some(price) -> ((prices, sold + count), Ok(price * count))
      None -> (state, Err("no ${name} here"))
    end
  end

  call Sold() :: Int do |state|
    (state, Tuple.second(state))
  end
end

fn main() do
  let shop = Shop.start()
  println("${Shop.buy(shop, "tea", 4)}")
  println("${Shop.buy(shop, "bread", 1)}")
  println("${Shop.buy(shop, "cake", 2)}")
  println("${Shop.sold(shop)}")
end
