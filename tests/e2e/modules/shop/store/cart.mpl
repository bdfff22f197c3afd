from Store.Types import Item, Amount, Priced
import Lib.Generic

pub struct Line do
  item :: Item
  count :: Int
end deriving(Eq, Json)

pub struct Cart do
  lines :: List<Line>
end deriving(Eq, Json)

pub fn new() -> Cart = Cart { lines: [] }

pub fn add(cart :: Cart, item :: Item, count :: Int) -> Cart do
  %{cart | lines: List.append(cart.lines, Line { item: item, count: count })}
end

pub fn total(cart :: Cart) -> Amount do
  Generic.sum_by(cart.lines, fn line -> line.item.price() * line.count end)
end

pub fn size(cart :: Cart) -> Int = Generic.sum_by(cart.lines, fn line -> line.count end)

pub fn check() -> String = helper()

fn helper() -> String = "cart"
