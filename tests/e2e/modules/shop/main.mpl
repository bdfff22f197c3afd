# Types, interfaces, impls and generic functions across modules; every import form; the same private names in several.
import Lib.Format.Money
import Store.Inventory
import Store.Cart
import Store.Types
import Lib.Tables
from Store.Types import Item, Category, Priced, Amount
from Lib.Generic import group_by, Pair, max_by

fn helper() -> String = "main"

struct Voucher do
  worth :: Amount
end

impl Priced for Voucher do
  fn price(self) -> Amount = -self.worth
  fn label(self) -> String = "voucher"
end

fn main() do
  let items = Inventory.all()
  println("${List.map(items, fn i -> i.name end)}")
  let groups = group_by(items, fn i -> i.category end)
  for {category, members} in groups do
    println("${category}: ${List.map(members, fn i -> i.label() end)}")
  end
  let cart = Cart.new()
    |> Cart.add(items[0], 2)
    |> Cart.add(items[2], 1)
  println("${Money.show(Cart.total(cart))} ${Cart.size(cart)}")
  println("${Money.show(Voucher { worth: 150 }.price())} ${Voucher { worth: 1 }.describe()} ${items[1].describe()}")
  let custom = Item { name: "rug", category: Category.Other("home"), cents: 4_200 }
  println("${custom} ${custom == Item { name: "rug", category: Other("home"), cents: 4200 }} ${custom.category}")
  println("${max_by(items, fn i -> i.cents end)} ${max_by(["bb", "a"], String.length)}")
  let pair = Pair { left: 1, right: "one" }
  println("${pair} ${pair.swap()} ${pair.swap().swap() == pair}")
  println("${helper()} ${Inventory.check()} ${Cart.check()}")
  println(Tables.render([["a", "bb"], ["ccc", "d"]]))
  let Cart.Cart { lines: lines } = cart
  println("${List.length(lines)} ${Store.Types.free() + Types.free()}")
  println("${Cart.Cart.from_json("{\"lines\":[]}") == Ok(Cart.new())} ${Json.encode(cart)}")
end
