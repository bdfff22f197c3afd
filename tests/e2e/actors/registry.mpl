type Ask do
  Ask(Pid<String>)
end

actor server() do
  receive do
    Ask(who) -> send(who, "hello")
  end
  server()
end

fn main() do
  let p = spawn(server)
  println("${Process.register("greeter", p)}")
  println("${Process.register("greeter", p)}")
  let found :: Pid<Ask> = p
  send(found, Ask(self()))
  receive do
    text -> println(text)
  end
  case Process.find("greeter") do
    Some(_) -> println("found")
    None -> println("missing")
  end
  case Process.find("nobody") do
    Some(_) -> println("found")
    None -> println("missing")
  end
end
