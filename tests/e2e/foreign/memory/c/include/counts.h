/* How many pieces of memory are given away and not freed. */
extern long held;
