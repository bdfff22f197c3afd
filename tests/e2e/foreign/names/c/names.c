#include <stdint.h>

int64_t entry(int64_t x) { return x + 1; }
int64_t regex1(int64_t x) { return x + 2; }
int64_t text(int64_t x) { return x + 3; }
int64_t str(int64_t x) { return x + 4; }
int64_t table(int64_t x) { return x + 5; }
int64_t kinds(int64_t x) { return x + 6; }
int64_t words(int64_t x) { return x + 7; }
int64_t bytes(int64_t x) { return x + 8; }
int64_t foreign(int64_t x) { return x + 9; }
int64_t empty_list(int64_t x) { return x + 10; }
