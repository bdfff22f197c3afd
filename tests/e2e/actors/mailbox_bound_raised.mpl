# Who waits for room in a mailbox goes on at once when its bound is raised, or when it throws away what is too much from then on.
fn sent(to :: Pid<Int>, report :: Pid<String>) -> () do
  spawn(fn ->
    for n in 0..6 do
      send(to, n)
    end
    send(report, "all sent")
  end)
  ()
end

fn drained(found :: List<Int>) -> List<Int> do
  receive do
    n -> drained(List.append(found, n))
  after 0 -> found
  end
end

# What is said within some time.
fn heard(millis :: Int) -> String do
  receive do
    text -> text
  after millis -> "nothing"
  end
end

# An actor that has another mailbox after 30 ms, and looks at nothing in it before it is asked to.
fn later(report :: Pid<String>, bound :: Int, policy :: MailboxPolicy) -> Pid<Int> do
  spawn(fn ->
    Process.limit_mailbox(2, Block)
    sent(self(), report)
    Timer.sleep(30)
    send(report, "${Process.mailbox_length(Process.me())} wait")
    Process.limit_mailbox(bound, policy)
    Timer.sleep(10000)
    send(report, "${drained([])}")
  end)
end

fn main() do
  for (bound, policy) in [(100, Block), (2, DropNewest), (2, DropOldest)] do
    let slow = later(self(), bound, policy)
    println("${heard(5000)}, then ${heard(5000)}: ${Process.mailbox_length(slow)}")
    Process.exit(slow, Killed)
  end
  # One more finds room, the others wait on.
  let slow = later(self(), 3, Block)
  println("${heard(5000)}, then ${heard(50)}: ${Process.mailbox_length(slow)}")
  Process.halt(0)
end
