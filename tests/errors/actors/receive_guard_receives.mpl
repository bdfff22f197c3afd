# A guard does not receive, however it is wrapped: by the mailbox of what is called, not by its words.
fn ask() -> Int do
  receive do
    n -> n
  end
end

fn any() -> Int do
  receive do
    _ -> 1
  after 0 -> 2
  end
end

fn signals() -> Int do
  receive do
    (:down, _, _) -> 1
  after 0 -> 2
  end
end

fn pure(n :: Int) -> Bool = n > 1

fn clause(n :: Int) -> Int when ask() == 1 = n
#                               ^^^ E0013

fn clause(n) = n

fn main() do
  let (me, closure) = (self(), fn -> ask() end)
  receive do
    a when ask() == 2 -> println("${a}")
    #      ^^^ E0013
    a when any() == 2 -> println("${a}")
    #      ^^^ E0013
    a when signals() == 2 -> println("${a}")
    #      ^^^^^^^ E0013
    a when closure() == 2 -> println("${a}")
    #      ^^^^^^^ E0013
    a when List.any([a], fn x -> x == ask() end) -> println("${a}")
    #      ^^^^^^^^ E0013
    a when List.any([a], fn x -> x == a end) and self() == me and pure(a) -> println("fine")
    a -> println("${clause(a)}")
  end
end
