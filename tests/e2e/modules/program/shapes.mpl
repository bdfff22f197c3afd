pub struct Rect do
  w :: Int
  h :: Int
end

pub fn square(n :: Int) -> Rect do
  Rect { w: n, h: n }
end

pub fn area(r :: Rect) -> Int = times(r.w, r.h)

pub fn unit() = square(1)

fn times(a, b) = a * b
