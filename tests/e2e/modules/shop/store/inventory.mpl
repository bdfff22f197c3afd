import Store.Types
from Store.Types import Item, Category

pub fn all() -> List<Item> do
  [
    Item { name: "tea", category: Food, cents: 250 },
    Item { name: "saw", category: Types.Tool, cents: 1999 },
    Types.Item { name: "jam", category: Food, cents: 320 }
  ]
end

pub fn check() -> String = helper()

fn helper() -> String = "inventory"
