# A `return` leaves the closure, not the function around it.
fn shout(names :: List<String>) -> List<String> do
  List.map(names, fn name do
    if name == "" do
      return 0
      #      ^ E0001
    end
    String.to_upper(name)
  end)
end

fn main() do
  println("${shout(["a"])}")
end
