# What else is declared: constants, `let`s, methods of interfaces, requests of services, actors.
const LIMIT :: Int = "ten"
#                    ^^^^^ E0001
const NAMES :: List<String> = ["a", 2]
#                                   ^ E0001

interface Scale do
  fn scale(self, by :: Int) -> Self
end

struct Box do
  side :: Int
end

impl Scale for Box do
  fn scale(self, by :: Int) -> Box = Box { side: self.side * by }
end

service Names do
  fn init() -> List<String> = []

  call Find(name :: String) :: Int do |names|
    (names, List.length(names) + String.length(name))
  end

  cast Add(name :: String) do |names|
    List.append(names, 1)
    #                  ^ E0001
  end
end

service Sums do
  fn init() do
    0
  end

  call Get() do |sum|
    (sum, sum)
  end

  cast Put(text :: String) do |sum|
    sum <> text
#   ^^^ E0001
  end
end

fn asked(names :: Map<String, Int>) = names["a"] + Map.fetch(names, "b")
#                                                  ^^^^^^^^^^^^^^^^^^^^^ E0001

actor counter(n :: Int) do
  receive do
    text -> println("${n} ${text <> "!"}")
  end
end

fn both(a :: Int, b :: String) = "${a} ${b}"

fn main() do
  let found :: Int? = Some("a")
  #                        ^^^ E0001
  let pair :: (Int, List<String>) = (1, [2])
  #                                      ^ E0001
  let names = Names.start()
  let sums = Sums.start()
  println("${Names.find(names, 5)} ${found} ${pair} ${both("a", "b")}")
  #                            ^ E0001
  #                                                        ^^^ E0001
  Names.add(names, LIMIT)
  #                ^^^^^ E0001
  let pid = spawn(counter, "one")
  #                        ^^^^^ E0001
  send(pid, 1)
  #         ^ E0014
  println("${Sums.get(sums) <> "a"} ${asked(%{})}")
  #          ^^^^^^^^^^^^^^ E0001
  println("${Box { side: 1 }.scale("two").side} ${NAMES}")
  #                                ^^^^^ E0001
end
