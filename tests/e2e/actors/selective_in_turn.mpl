# modes: debug release
# Several `receive`s that wait for values one after the other over one long mailbox: each knows what it has left.
fn first(n :: Int) -> () do
  if n >= 0 do
    receive do
      (i, 0) when i == n -> second(n - 1)
    end
  end
end

fn second(n :: Int) -> () do
  if n >= 0 do
    receive do
      (i, 1) when i == n -> third(n - 1)
    end
  end
end

fn third(n :: Int) -> () do
  if n >= 0 do
    receive do
      (i, 2) when i == n -> fourth(n - 1)
    end
  end
end

fn fourth(n :: Int) -> () do
  if n >= 0 do
    receive do
      (i, 3) when i == n -> fifth(n - 1)
    end
  end
end

fn fifth(n :: Int) -> () do
  if n >= 0 do
    receive do
      (i, 4) when i == n -> sixth(n - 1)
    end
  end
end

fn sixth(n :: Int) -> () do
  if n >= 0 do
    receive do
      (i, 5) when i == n -> first(n - 1)
    end
  end
end

fn main() do
  let n = 60_000
  for i in 0..n do
    send(self(), (i, (n - 1 - i) % 6))
  end
  first(n - 1)
  println("${Process.mailbox_length(self())}")
end
