#include "adler.h"

static uint32_t half(uint32_t value) { return value % 65521; }

uint32_t adler(const uint8_t *bytes, size_t length) {
    uint32_t a = 1, b = 0;
    for (size_t at = 0; at < length; at++) {
        a = half(a + bytes[at]);
        b = half(b + a);
    }
    return b << 16 | a;
}
