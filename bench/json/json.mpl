# A document with records, lists and a map: read, changed and written again, as often as the argument says.
# args: 10
# modes: debug release

struct Item do
  count :: Int
  name :: String
  price :: Float
  tags :: List<String>
end deriving(Json)

struct Order do
  customer :: String
  id :: Int
  items :: List<Item>
  note :: Option<String>
  open :: Bool
  totals :: Map<String, Int>
end deriving(Json)

fn item(n :: Int) -> Item do
  Item {
    count: n,
    name: "item \"${n}\" äöü",
    price: 0.25 + Int.to_float(n),
    tags: ["red", "round", "tag ${n}"]
  }
end

fn first() -> Order do
  let items = for n in 0..12 do
    item(n)
  end
  let totals = %{"gross" => 1200, "net" => 1000, "tax" => 200}
  Order { customer: "Ana Example", id: 1, items: items, note: None, open: true, totals: totals }
end

fn again(times :: Int, text :: String, bytes :: Int) -> (String, Int) do
  if times == 0 do
    (text, bytes)
  else
    case Order.from_json(text) do
      Ok(order) -> do
        let next = Json.encode(%{order | id: order.id + 1})
        again(times - 1, next, bytes + String.byte_length(next))
      end
      Err(error) -> panic(error)
    end
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let (text, bytes) = again(size(), Json.encode(first()), 0)
  println(text)
  println("${bytes}")
end
