fn main() do
  for i in 0..3 do
    println("i=${i}")
  end
  let squares = for i in 0..5 do
    i * i
  end
  println("${squares}")
  let evens = for i in 0..10 when i % 2 == 0 do
    i
  end
  println("${evens}")
  let some = for i in 0..10 do
    if i == 2 do
      continue
    end
    if i == 5 do
      break
    end
    i
  end
  println("${some}")
  # A condition is a part of its loop.
  for i in 0..3 do
    while (if i == 1 do break else i == 2 end) do
      println("in ${i}")
      break
    end
    println("after ${i}")
  end
end
