import A
import A.B.C
from A import x
from A.B import x, Y, z
from A import (
  x,
  Y,
)
from A import x, y,
from A import (one)

fn main() do end
