# Tests that pass, and tests that fail in every way that there is. `crates/meshc/tests/programs/testing.rs` knows what is
# to be said of each.
from Cart import Cart, Counter, total, sum

fn total_is(cart :: Cart, wanted :: Int) do
  assert total(cart) == wanted
end

fn count(n :: Int) -> Int do
  if n < 0 do n else count(n % 1000 + 1) end
end

test("passes") do
  println("never shown")
  total_is(Cart { items: [1, 2], name: "a" }, 3)
end

test("fails in a helper") do
  println("shown")
  total_is(Cart { items: [1, 2], name: "a" }, 4)
end

test("sees what its module hides") do
  assert_eq sum([1]), 1
end

test("two values") do
  assert_eq Cart { items: [1, 2, 3], name: "a" }, Cart { items: [1, 3], name: "b" }
end

test("equal values") do
  assert_ne "a", "a"
end

test("crashes") do
  let items = [1, 2]
  println("${items[5]}")
end

test("sleeps too long", timeout: 300) do
  Timer.sleep(60_000)
end

test("works too long", timeout: 300) do
  println("${count(0)}")
end

test("hangs outside of the language", timeout: 1500) do
  println(Result.unwrap(Command.text(Command.new("sh", ["-c", "kill -STOP $PPID; sleep 60"]))))
end

test("leaks") do
  spawn(fn -> Timer.sleep(60_000) end)
end

test("leaves services and links behind") do
  Counter.start(1)
  link(spawn(fn -> Timer.sleep(60_000) end))
end

test("ends the program") do
  Process.halt(3)
end

test("is killed") do
  println(Result.unwrap(Command.text(Command.new("sh", ["-c", "kill -SEGV $PPID; sleep 60"]))))
end

test("is linked to what crashes") do
  link(spawn(fn -> panic("far away") end))
  Timer.sleep(60_000)
end

describe("a counter") do
  setup do
    Counter.start(5)
  end

  teardown do |counter|
    println("at last ${Counter.get(counter)}")
  end

  test("counts") do |counter|
    Counter.add(counter, 2)
    assert_eq Counter.get(counter), 7
  end

  test("fails") do |counter|
    Counter.add(counter, 2)
    assert Counter.get(counter) == 7 and Counter.get(counter) > 7
  end

  describe("in a pair") do
    setup do |counter|
      (counter, 10)
    end

    test("has both") do |pair|
      let (counter, n) = pair
      assert n == 10
      assert Counter.get(counter) == 5 or n == 11
    end
  end
end

describe("a setup") do
  setup do
    panic("not ready")
  end

  test("crashes") do
    assert false
  end
end

describe("a teardown") do
  teardown do
    panic("not done")
  end

  test("crashes") do
    assert true
  end
end

test("receives") do
  let me = self()
  spawn(fn -> send(me, (:done, 42)) end)
  assert_receive (:done, n), 5000
  assert n == 42
  refute_receive (:done, _), 10
end

test("receives nothing") do
  assert_receive (:done, 5), 20
end

test("receives too much") do
  send(self(), 5)
  refute_receive 5
end

test("raises") do
  assert_raises(fn -> panic("boom") end)
  assert_raises(fn -> panic("boom") end, "oom")
end

test("raises something else") do
  assert_raises fn -> panic("boom") end, "bang"
end

test("raises nothing") do
  assert_raises(fn -> 5 end)
end

test("prints much") do
  for i in 0..200_000 do
    println("line ${i}")
  end
  assert 1 + 1 == 3
end
