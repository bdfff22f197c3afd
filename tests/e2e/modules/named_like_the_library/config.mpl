pub fn mine() -> Int = 1
