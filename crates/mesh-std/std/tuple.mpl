##! Tuples. `Tuple.first`, `Tuple.second`, `Tuple.nth` and `Tuple.size` are known to the compiler: they work on tuples of
##! any size, and the position must be a literal. A tuple has `Eq`, `Ord`, `Hash`, `Display` and `Debug` when all its parts
##! have it: the compiler writes the impls for each size that a program uses.
