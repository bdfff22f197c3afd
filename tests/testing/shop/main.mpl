from Cart import total, Cart

fn main() do
  println("${total(Cart { items: [1, 2], name: "x" })}")
end
