#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if !defined(FLAG)
#error "the manifest defines it"
#endif

int8_t same_i8(int8_t n) { return n; }
int16_t same_i16(int16_t n) { return n; }
int32_t same_i32(int32_t n) { return n; }
int64_t same_i64(int64_t n) { return n; }
uint8_t same_u8(uint8_t n) { return n; }
uint16_t same_u16(uint16_t n) { return n; }
uint32_t same_u32(uint32_t n) { return n; }
uint64_t same_u64(uint64_t n) { return n; }
size_t same_size(size_t n) { return n; }
double same_double(double x) { return x; }
float same_float(float x) { return x; }
bool negated(bool b) { return !b; }

int8_t minus_one(void) { return -1; }
uint64_t most(void) { return UINT64_MAX; }
uint8_t low_byte(uint32_t n) { return (uint8_t)n; }
int seven(void) { return SEVEN; }

/* More than registers hold, of all kinds, in turn. */
double many(int8_t a, double b, uint16_t c, float d, int32_t e, double f, int64_t g, float h, uint8_t i, double j,
            bool k, double l, int16_t m, double n, uint32_t o, double p, int64_t q, double r, int32_t s, double t) {
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + (double)g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + l * 12 + m * 13 + n * 14 +
           o * 15 + p * 16 + (double)q * 17 + r * 18 + s * 19 + t * 20;
}
