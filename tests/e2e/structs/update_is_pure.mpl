# Updates give a new value; everyone who holds the old one sees the old one.
struct Address do
  street :: String
  zip :: Int
end

struct Person do
  name :: String
  address :: Address
  friends :: List<Person>
  on_greet :: Fun(String) -> String
end

struct Grid do
  cells :: List<List<Int>>
end

fn person(name :: String) -> Person do
  Person {
    name: name,
    address: Address { street: "Main ${String.length(name)}", zip: 1000 },
    friends: [],
    on_greet: fn who -> "${name} greets ${who}" end
  }
end

fn move_to(p :: Person, street :: String) -> Person = %{p | address: %{p.address | street: street}}

fn set_cell(grid :: Grid, row :: Int, column :: Int, value :: Int) -> Grid do
  %{grid | cells: List.set(grid.cells, row, List.set(List.get(grid.cells, row), column, value))}
end

fn show(p :: Person) -> String =
  "${p.name}@${p.address.street} with ${List.map(p.friends, fn f -> f.name end)}"

fn main() do
  let ann = person("ann")
  let bob = %{person("bob") | friends: [ann, ann]}
  let moved = move_to(ann, "Side 1")
  let popular = %{bob | friends: List.append(bob.friends, moved), name: "bobby"}
  println("${show(ann)}; ${show(moved)}")
  println("${show(bob)}; ${show(popular)}")
  println("${popular.friends[0].address.street} ${popular.friends[2].address.street}")
  println("${popular.on_greet("you")} ${moved.on_greet(bob.name)}")
  let blank = Grid { cells: [[0, 0, 0], [0, 0, 0]] }
  let once = set_cell(blank, 0, 1, 5)
  let twice = set_cell(once, 1, 2, 7)
  println("${blank.cells} ${once.cells} ${twice.cells}")
  let history = List.reduce([1, 2, 3], [blank], fn seen, n ->
    List.append(seen, set_cell(List.last(seen), 0, n - 1, n))
  end)
  println("${List.map(history, fn g -> List.head(g.cells) end)}")
  let xs = [1, 2, 3]
  let ys = List.set(xs, 0, 100)
  let zs = List.append(xs, 4)
  let ws = List.append(xs, 5)
  println("${xs} ${ys} ${zs} ${ws}")
  let m = %{"a" => [1]}
  let n = Map.put(m, "a", List.append(Map.get(m, "a"), 2))
  let o = Map.delete(n, "a")
  println("${m} ${n} ${o}")
  let s = Set.from_list([1])
  let t = Set.add(s, 2)
  println("${s} ${t} ${Set.remove(t, 1)} ${t}")
  let text = "ab"
  let longer = text <> "c"
  println("${text} ${longer} ${text <> "d"}")
end
