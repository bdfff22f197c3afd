#include "counts.h"

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

_Atomic long held = 0;

void give_back(void *piece) {
    held--;
    free(piece);
}

static void *piece(size_t size) {
    held++;
    return malloc(size + 1);
}

long pieces(void) { return held; }

char *louder(const char *text) {
    char *copy = strcpy(piece(strlen(text)), text);
    for (char *at = copy; *at; at++) *at = (char)toupper((unsigned char)*at);
    return copy;
}

char *only_long(const char *text) { return strlen(text) > 3 ? louder(text) : NULL; }

const char *kept(int which) { return which == 0 ? "kept in C" : which == 1 ? "\xff" : NULL; }

long length_or(const char *text, long otherwise) { return text ? (long)strlen(text) : otherwise; }

uint8_t *doubled(const uint8_t *bytes, size_t length, size_t *count) {
    uint8_t *copy = piece(2 * length);
    for (size_t at = 0; at < length; at++) copy[2 * at] = copy[2 * at + 1] = bytes[at];
    *count = 2 * length;
    return copy;
}

uint8_t *none(const uint8_t *bytes, size_t length, size_t *count) {
    (void)count;
    return bytes || length ? doubled(bytes, length, count) : NULL;
}

long sum(const uint8_t *a, size_t a_length, long scale, const uint8_t *b, size_t b_length) {
    long total = 0;
    for (size_t at = 0; at < a_length; at++) total += a[at];
    for (size_t at = 0; at < b_length; at++) total += scale * b[at];
    return total;
}
