# What counts in a loop, the settings of supervisors, attributes and copies as other languages write them.

import { read } from "fs"
#      ^ P0001

fn zero() -> Int = 0

  @type t :: integer
# ^^^^^ P0001

fn one() -> Int = 1

  @impl true
# ^^^^^ P0001
fn first(u :: Int) -> Int = u

fn second(x :: :ok | :error) -> Int = 1
#              ^^^ P0001

supervisor Top do
  strategy: :one_for_one
#           ^^^^^^^^^^^^ P0001

  child w do
    spawn(work)
#   ^^^^^ P0001
  end
end

fn main() do
  let i = 0
  while i < 3 do
    i++
#    ^^ P0001
  end
  for x in [1, 2] do
    i += x
#     ^^ P0001
  end
  if i > 2 do
    i += 1
#     ^^ P0001
  end
  let v = User(..u, name: "b")
#              ^^ P0001
  let w = u.name?.length ?? "none"
#                        ^^ P0001
end
