/* How many pieces of memory are given away and not freed. */
extern _Atomic long held;
