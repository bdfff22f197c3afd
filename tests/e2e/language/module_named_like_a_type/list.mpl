pub fn mine(n :: Int) -> Int = n * 7
