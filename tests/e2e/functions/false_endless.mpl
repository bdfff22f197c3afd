# A type of 65536 parts is large, and no more than that.
fn p0(x) = (x, x)
fn p1(x) = p0(p0(x))
fn p2(x) = p1(p1(x))
fn p3(x) = p2(p2(x))
fn p4(x) = p3(p3(x))

fn main() do
  let _y = p4(1)
  println("ok")
end
