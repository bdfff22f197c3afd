# A call with a second name, for where its reply goes, gives the next state only; the reply comes when it is there, from
# whoever has it.
service Line do
  fn init() -> (List<String>, List<ReplyTo<String>>) = ([], [])

  call Take() :: String do |state, from|
    let (items, takers) = state
    case items do
      first :: rest -> do
        Service.reply(from, first)
        (rest, takers)
      end
      [] -> (items, List.append(takers, from))
    end
  end

  call Put(item :: String) :: Int do |state|
    let (items, takers) = state
    case takers do
      first :: rest -> do
        Service.reply(first, item)
        ((items, rest), List.length(items))
      end
      [] -> ((List.append(items, item), takers), List.length(items) + 1)
    end
  end

  # Somebody else computes it.
  call Square(n :: Int) :: Int do |state, from|
    spawn(fn ->
      Timer.sleep(1)
      Service.reply(from, n * n)
      # Only the first reply counts.
      Service.reply(from, 0)
    end)
    state
  end
end

fn main() do
  let line = Line.start()
  let takers = for _ in 0..3 do
    Job.async(fn -> Line.take(line) end)
  end
  println("${Line.square(line, 12)}")
  for item in ["a", "b", "c", "d"] do
    Line.put(line, item)
  end
  let taken = for taker in takers do
    Result.unwrap_or(Job.await(taker), "nothing")
  end
  println(String.join(List.sorted(taken), " "))
  println("${Line.take(line)} ${Line.try_take(line, 10)}")
  # Messages of actors can ask for a reply, too.
  let echo = spawn(echoes)
  println("${Service.call(echo, fn to -> Say("hello", to) end)} ${Service.try_call(echo, fn to -> Say("again", to) end, 1000)}")
end

type Said do
  Say(String, ReplyTo<String>)
end

actor echoes() do
  receive do
    Say(text, to) -> do
      Service.reply(to, text <> "!")
      echoes()
    end
  end
end
