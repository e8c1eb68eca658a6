#ifndef PLIMSOLL_CHOST_H
#define PLIMSOLL_CHOST_H
#include <stddef.h>
#include <stdint.h>

/// CRC32C (Castagnoli) of `count` bytes, continued from `crc` (0 to begin).
uint32_t chost_crc32c(uint32_t crc, const void *bytes, size_t count);

#endif
