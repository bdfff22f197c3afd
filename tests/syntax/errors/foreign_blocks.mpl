# mistakes: 5
fn main() {
  if (a) {
    f()
  } else {
    g()
  }
  while (b) {
    h()
  }
  for x in xs {
    i(x)
  }
  case x {
    1 -> 2
    _ -> 3
  }
}

fn other() = 1
