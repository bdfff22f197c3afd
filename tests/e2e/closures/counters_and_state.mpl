# Closures hold what they capture: other closures, structs, lists; nothing they hold ever changes.
struct Account do
  owner :: String
  balance :: Int
end

struct Button do
  label :: String
  press :: Fun(Int) -> String
end

fn pipeline(steps :: List<Fun(Int) -> Int>) -> Fun(Int) -> Int do
  List.reduce(steps, fn x -> x end, fn done, step -> fn x -> step(done(x)) end end)
end

fn memo_table(f :: Fun(Int) -> Int, upto :: Int) -> Fun(Int) -> Int do
  let table = for n in 0..upto do
    f(n)
  end
  fn n -> if n >= 0 and n < List.length(table) do table[n] else f(n) end end
end

fn counter_from(start :: Int) -> Fun() -> (Int, Fun(Int) -> Int) do
  fn do
    let next = start + 1
    (next, fn by -> next * by end)
  end
end

fn validators(minimum :: Int) -> Map<String, Fun(String) -> Bool> do
  %{
    "long" => fn text -> String.length(text) >= minimum end,
    "shout" => fn text -> String.to_upper(text) == text end,
    "both" => fn text -> String.length(text) >= minimum and String.to_upper(text) == text end
  }
end

fn main() do
  let run = pipeline([fn x -> x + 1 end, fn x -> x * 10 end, fn x -> x - 3 end])
  println("${run(4)} ${run(0)}")
  let cube = memo_table(fn n -> n * n * n end, 5)
  println("${cube(3)} ${cube(10)}")
  let (next, times) = counter_from(41)()
  println("${next} ${times(2)}")
  let account = Account { owner: "ann", balance: 10 }
  let deposit = fn amount -> %{account | balance: account.balance + amount} end
  println("${deposit(5)} ${deposit(7)} ${account.balance}")
  let buttons = for (label, factor) in [("one", 1), ("ten", 10)] do
    Button { label: label, press: fn n -> "${label} gives ${n * factor} to ${account.owner}" end }
  end
  for button in buttons do
    println(button.press(3))
  end
  let checks = validators(4)
  for {name, check} in checks do
    println("${name}: ${check("ABC")} ${check("abcd")} ${check("ABCD")}")
  end
  # a closure that outlives everything it was made of
  let late = Map.get(validators(2), "long")
  println("${late("x")} ${late("xy")}")
  let maybe = Some(fn x -> x <> account.owner end)
  case maybe do
    Some(greet) -> println(greet("hi "))
    None -> println("none")
  end
end
