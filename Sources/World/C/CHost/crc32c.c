#include "CHost.h"
#include <string.h>

// CRC32C, reflected polynomial 0x82F63B78 (RFC 3720, appendix B.4).

static uint32_t table[8][256];
static int has_instructions;

__attribute__((constructor))
static void crc32c_prepare(void) {
    for (uint32_t byte = 0; byte < 256; byte += 1) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; bit += 1) {
            value = (value >> 1) ^ ((value & 1) ? 0x82F63B78u : 0);
        }
        table[0][byte] = value;
    }
    for (uint32_t byte = 0; byte < 256; byte += 1) {
        for (int step = 1; step < 8; step += 1) {
            uint32_t before = table[step - 1][byte];
            table[step][byte] = (before >> 8) ^ table[0][before & 0xFF];
        }
    }
#if defined(__x86_64__)
    __builtin_cpu_init();
    has_instructions = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
#endif
}

uint32_t chost_crc32c_by_table(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    uint32_t state = ~crc;
    for (; count >= 8; count -= 8, next += 8) {
        uint32_t low = state ^ ((uint32_t)next[0] | (uint32_t)next[1] << 8
            | (uint32_t)next[2] << 16 | (uint32_t)next[3] << 24);
        state = table[7][low & 0xFF] ^ table[6][(low >> 8) & 0xFF]
            ^ table[5][(low >> 16) & 0xFF] ^ table[4][low >> 24]
            ^ table[3][next[4]] ^ table[2][next[5]] ^ table[1][next[6]] ^ table[0][next[7]];
    }
    for (; count > 0; count -= 1, next += 1) {
        state = (state >> 8) ^ table[0][(state ^ *next) & 0xFF];
    }
    return ~state;
}

#if defined(__x86_64__)
#include <immintrin.h>

// The CRC instruction takes 3 cycles and one can start in each cycle, so three lanes run side by
// side and are joined by a carry-less product with x^(8n-33) mod P (n: the bytes a lane is moved
// by; 33 = the 32 bits the instruction multiplies by, and the one a reflected product is short of).
// Assembler, so that a debug build is as fast.
static void three_lanes(const uint8_t *next, size_t words, uint64_t lane[3], size_t stride) {
    uint64_t first = lane[0], second = 0, third = 0;
    const uint8_t *middle = next + stride, *last = next + 2 * stride;
    __asm__ volatile(
        "1:\n\t"
        "crc32q (%[next]), %[first]\n\t"
        "crc32q (%[middle]), %[second]\n\t"
        "crc32q (%[last]), %[third]\n\t"
        "addq $8, %[next]\n\t"
        "addq $8, %[middle]\n\t"
        "addq $8, %[last]\n\t"
        "decq %[words]\n\t"
        "jnz 1b\n\t"
        : [first] "+r"(first), [second] "+r"(second), [third] "+r"(third), [next] "+r"(next),
          [middle] "+r"(middle), [last] "+r"(last), [words] "+r"(words)
        :
        : "cc", "memory");
    lane[0] = first;
    lane[1] = second;
    lane[2] = third;
}

__attribute__((target("sse4.2,pclmul")))
static uint64_t join(uint64_t lane[3], uint64_t by_two, uint64_t by_one) {
    __m128i factors = _mm_set_epi64x((long long)by_one, (long long)by_two);
    __m128i first = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)lane[0]), factors, 0x00);
    __m128i second = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)lane[1]), factors, 0x10);
    uint64_t product = (uint64_t)_mm_cvtsi128_si64(_mm_xor_si128(first, second));
    return _mm_crc32_u64(0, product) ^ lane[2];
}

static uint64_t one_lane(uint64_t state, const uint8_t *next, size_t words) {
    __asm__ volatile(
        "1:\n\t"
        "crc32q (%[next]), %[state]\n\t"
        "addq $8, %[next]\n\t"
        "decq %[words]\n\t"
        "jnz 1b\n\t"
        : [state] "+r"(state), [next] "+r"(next), [words] "+r"(words)
        :
        : "cc", "memory");
    return state;
}

enum { LONG = 1024, SHORT = 128 };

__attribute__((target("sse4.2,pclmul")))
static uint32_t crc32c_fast(uint32_t crc, const uint8_t *next, size_t count) {
    uint64_t lane[3] = { (uint32_t)~crc, 0, 0 };
    for (; count >= 3 * LONG; count -= 3 * LONG, next += 3 * LONG) {
        three_lanes(next, LONG / 8, lane, LONG);
        lane[0] = join(lane, 0xa51b6135u, 0x170076fau);
    }
    for (; count >= 3 * SHORT; count -= 3 * SHORT, next += 3 * SHORT) {
        three_lanes(next, SHORT / 8, lane, SHORT);
        lane[0] = join(lane, 0xb9e02b86u, 0x0d3b6092u);
    }
    if (count >= 8) {
        lane[0] = one_lane(lane[0], next, count / 8);
        next += count / 8 * 8;
        count %= 8;
    }
    uint32_t state = (uint32_t)lane[0];
    for (; count > 0; count -= 1, next += 1) {
        state = _mm_crc32_u8(state, *next);
    }
    return ~state;
}
#endif

uint32_t chost_crc32c(uint32_t crc, const void *bytes, size_t count) {
#if defined(__x86_64__)
    if (has_instructions) {
        return crc32c_fast(crc, bytes, count);
    }
#endif
    return chost_crc32c_by_table(crc, bytes, count);
}

// memcmp of a run with itself one byte on is the fastest portable "all the same", also in a debug
// build.
static int is_all(const uint8_t *bytes, size_t count, uint8_t value) {
    return count == 0 || (bytes[0] == value && memcmp(bytes, bytes + 1, count - 1) == 0);
}

enum { STEP = 256 };

size_t chost_first_not(const void *bytes, size_t count, uint8_t value) {
    const uint8_t *all = bytes;
    if (is_all(all, count, value)) {
        return count;
    }
    size_t at = 0;
    while (at + STEP <= count && is_all(all + at, STEP, value)) {
        at += STEP;
    }
    while (at < count && all[at] == value) {
        at += 1;
    }
    return at;
}

size_t chost_end_of_not(const void *bytes, size_t count, uint8_t value) {
    const uint8_t *all = bytes;
    size_t end = count;
    while (end >= STEP && is_all(all + end - STEP, STEP, value)) {
        end -= STEP;
    }
    while (end > 0 && all[end - 1] == value) {
        end -= 1;
    }
    return end;
}
