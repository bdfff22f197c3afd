# What cannot be decided, and what never ends.
test("reads a file") do
  let _ = File.read("main.mpl")
end

test("fetches a page") do
  let _ = Http.get("http://127.0.0.1:9/")
end

test("waits for nothing") do
  receive do
    text -> println(text)
  end
end

fn count(n :: Int) -> Int do
  if n < 0 do n else count(n % 1000 + 1) end
end

test("works too long", timeout: 300) do
  println("${count(0)}")
end
