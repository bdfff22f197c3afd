# Tail calls on a cycle own what they pass on; a call that lends what its frame holds gives up the frame's place.
fn even(n :: Int, text :: String) -> Bool do
  if n == 0 do String.length(text) > 0 else odd(n - 1, text <> "x") end
end

fn odd(n :: Int, text :: String) -> Bool do
  if n == 0 do false else even(n - 1, text) end
end

fn shout(text :: String) -> Int = String.length(text)

fn measure(name :: String) -> Int do
  let greeting = "hello " <> name
  shout(greeting)
end

fn serve(total :: Int) -> () do
  receive do
    n -> serve(total + n)
  end
end

# An actor that waits for its next message has no frame below that: none of what came before.
fn begin(name :: String) -> () do
  println("begins ${name}")
  serve(String.length(name))
end

fn main() do
  let server = spawn(fn -> begin("server") end)
  send(server, 1)
  println("${even(10, "")} ${measure("you")}")
end
