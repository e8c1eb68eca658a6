#include "CHost.h"
#include <string.h>

__attribute__((target("sse4.2")))
uint32_t chost_crc32c(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    uint64_t state = (uint32_t)~crc;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        state = __builtin_ia32_crc32di(state, word);
    }
    for (; count > 0; count -= 1, next += 1) {
        state = __builtin_ia32_crc32qi((uint32_t)state, *next);
    }
    return ~(uint32_t)state;
}
