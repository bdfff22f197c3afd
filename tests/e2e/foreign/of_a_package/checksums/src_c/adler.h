#include <stddef.h>
#include <stdint.h>

uint32_t adler(const uint8_t *bytes, size_t length);
