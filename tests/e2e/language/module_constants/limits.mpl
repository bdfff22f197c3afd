## What there may be at most.
pub const MOST :: Float = LEAST * 100.0

const LEAST = 0.5

pub fn most_and_one() -> Float = MOST + 1.0
