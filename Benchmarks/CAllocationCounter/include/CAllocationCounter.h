#pragma once
#include <stdint.h>

/* How often memory was asked for since the program began, by malloc, calloc, realloc and
   aligned_alloc. Linked into the benchmarks only. */
uint64_t allocation_count(void);
