pub fn map(n :: Int) = n + 1

pub fn filter(a :: Int, b :: Int, c :: Int) = a + b + c
