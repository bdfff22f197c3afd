# exit: 1
# stderr: main crashed: division by zero
# stderr: RATE
# Arithmetic that has no value ends the program before `main`, too, as any constant does that cannot be computed.
const TOTAL = 5

const RATE = 100 / (TOTAL - 5)

const HALF = TOTAL / 2

fn main() do
  println("begin ${HALF}")
  println("${RATE}")
end
