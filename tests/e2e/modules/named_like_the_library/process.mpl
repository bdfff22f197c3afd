pub fn mine() -> Int = 1

# Not what an actor's `terminate` becomes.
pub fn at_end(_ended :: Fun() -> ()) = println("mine")
