fn main() do
  let queue = Queue.from_list([1])
  println("${queue.front}")
  #                ^^^^^ E0035
  let _ = Queue { front: [1], back: [] }
  #       ^^^^^ E0035
  let time = DateTime.utc_now()
  let later = %{time | micros: 1}
  #             ^^^^ E0035
  let DateTime { micros } = later
  #   ^^^^^^^^ E0035
  println("${micros} ${time.micros}")
  #                         ^^^^^^ E0035
end
