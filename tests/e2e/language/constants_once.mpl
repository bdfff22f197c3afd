# The values of constants are computed once, before `main`, and shared: an actor that reads a large one holds none of it.
const COUNT = 200_000
const SQUARES = squares(COUNT)
const PLACES :: Map<String, Int> = numbered(["a", "b", "c"])
const WORD = ~r/h(\w+)/i
const STEPS = [double, fn n -> n + List.length(SQUARES) end]
const NOTHING = []
const NESTED = Nested { list: [Some("x"), None], of: (SQUARES, 1.5, true, :atom) }

struct Nested do
  list :: List<Option<String>>
  of :: (List<Int>, Float, Bool, Atom)
end

fn squares(n :: Int) -> List<Int> do
  for i in 0..n do
    i * i
  end
end

fn numbered(names :: List<String>) -> Map<String, Int> do
  List.reduce(names, %{}, fn all, name -> Map.put(all, name, Map.size(all) + 1) end)
end

fn double(n :: Int) -> Int = n * 2

type Answer do
  Answer(Int, Int, Option<List<String>>)
end

actor reader(parent :: Pid<Answer>, at :: Int) memory 200_000 do
  let found = Regex.captures(WORD, "say Hello")
  send(parent, Answer(SQUARES[at], Map.get(PLACES, "b"), found))
end

fn answers(n :: Int) -> Int do
  if n == 0 do
    0
  else
    receive do
      Answer(square, place, found) ->
        square + place + List.length(Option.unwrap_or(found, [])) + answers(n - 1)
    end
  end
end

fn main() do
  for at in 0..100 do
    spawn(reader, self(), at * 1000)
  end
  println("${answers(100)}")
  let longer = List.append(SQUARES, 7)
  let more = Map.put(PLACES, "d", 4)
  println("${List.length(longer)} ${List.length(SQUARES)} ${more} ${PLACES}")
  println("${List.map(STEPS, fn step -> step(3) end)} ${List.length(NOTHING)} ${List.append(NOTHING, 1)} ${List.append(NOTHING, "s")}")
  let (list, number, yes, atom) = NESTED.of
  println("${List.length(list)} ${number} ${yes} ${atom} ${NESTED.list}")
  let changed = %{NESTED | list: List.append(NESTED.list, Some("y"))}
  println("${changed.list} ${NESTED.list} ${Regex.replace(~r/l+/, "hello", "L")}")
end
