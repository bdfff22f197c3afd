##! Tuples. `Tuple.first`, `Tuple.second`, `Tuple.nth` and `Tuple.size` are known to the compiler: they work on tuples of
##! any size, and the position must be a literal.
