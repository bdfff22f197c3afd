pub fn scale(x :: Int) -> Int = scale(x, 2)
pub fn scale(x :: Int, by :: Int) -> Int = x * by
pub fn scale(x :: Int, y :: Int, by :: Int) -> (Int, Int) = (scale(x, by), scale(y, by))
pub fn origin = (0, 0)
