fn adder(n) = fn x -> x + n end

fn compose(f, g) = fn x -> g(f(x)) end

fn main() do
  let add3 = adder(3)
  let add10 = adder(10)
  println("${add3(1)} ${add10(1)}")
  let both = compose(add3, add10)
  println("${both(0)}")
  let name = "mesh"
  let shout = fn -> String.to_upper(name) end
  println(shout())
end
