# modes: debug release
# A `receive` that waits for a value finds its message behind however many others, whichever of them it is and wherever that value stands.

struct Ticket do
  number :: Int
  text :: String
end deriving(Eq, Debug)

type Message do
  Plain(Int)
  Named(String, Int)
  Ticketed(Ticket, List<String>)
  Asked(Pid, Int)
  Done
end

fn take(wanted :: Int) -> Int do
  receive do
    Plain(n) when n == wanted -> n
  end
end

fn take_named(name :: String) -> Int do
  receive do
    Named(text, n) when text == name -> n
  end
end

# What all of them have is compared first.
fn take_both(text :: String, number :: Int) -> Int do
  receive do
    Named(t, n) when t == text and n == number -> n
  end
end

# Two arms want something, one takes what comes.
fn take_ticket(ticket :: Ticket, other :: Int) -> String do
  receive do
    Ticketed(got, rest) when got == ticket and List.length(rest) == 1 ->
      "ticket ${got.number} ${rest}"
    Plain(n) when other == n -> "plain ${n}"
    Done -> "done"
  end
end

fn is_there(wanted :: Ticket) -> Bool do
  receive do
    Ticketed(got, _) when wanted.number == got.number and wanted.text == got.text -> true
  after 0 -> false
  end
end

fn order(left :: Int, seen :: List<Int>) -> List<Int> do
  if left == 0 do
    seen
  else
    receive do
      Plain(n) -> order(left - 1, List.append(seen, n))
    end
  end
end

fn main() do
  let me :: Pid<Message> = self()
  let n = 30_000
  for i in 0..n do
    send(me, Plain(i))
  end
  let sum = for i in 0..n do
    take(n - 1 - i)
  end
  println("${List.sum(sum)}")
  # By text, with others of the same between them: the first one comes first.
  for i in 0..n do
    send(me, Named("name ${i % 10_000}", i))
    send(me, Plain(i % 7))
  end
  println("${take_named("name 9999")} ${take_named("name 9999")} ${take_named("name 0")}")
  let taken = for i in 0..9_999 do
    take_named("name ${9_999 - 1 - i}")
  end
  println("${List.sum(taken)} ${Process.mailbox_length(me)}")
  for i in 0..n do
    send(me, Named("same", i))
  end
  let both = for i in 0..n do
    take_both("same", n - 1 - i)
  end
  println("${List.sum(both)}")
  # What another `receive` takes from the middle is gone, and what it left stays in its order.
  println("${take(6)} ${take(3)} ${take(6)} ${order(10, [])}")
  println("${take(0)} ${take(5)}")
  # New messages are looked at behind those that were left.
  let (one, two) = (Ticket { number: 1, text: "one" }, Ticket { number: 2, text: "two" })
  send(me, Ticketed(two, []))
  send(me, Ticketed(one, ["a"]))
  send(me, Ticketed(two, ["b"]))
  println(take_ticket(two, -1))
  println(take_ticket(one, -1))
  println(take_ticket(one, 4))
  send(me, Done)
  println(take_ticket(one, -1))
  println("${is_there(two)} ${is_there(two)} ${is_there(one)}")
  # It waits for what is not there yet.
  let _ = Timer.send_after(me, 20, Plain(-5))
  println("${take(-5)}")
  let left = Process.mailbox_length(me)
  println("${left} ${take_all(0) == left}")
end

fn take_all(count :: Int) -> Int do
  receive do
    _ -> take_all(count + 1)
  after 0 -> count
  end
end
