#define _GNU_SOURCE
#include "CHost.h"
#include <sched.h>
#include <malloc.h>

int chost_pin_to_last_core(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -1;
    int last = -1;
    for (int core = 0; core < CPU_SETSIZE; core += 1) {
        if (CPU_ISSET(core, &allowed)) last = core;
    }
    if (last < 0) return -1;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    return sched_setaffinity(0, sizeof one, &one) == 0 ? last : -1;
}

int chost_give_way(void) {
    struct sched_param none = {0};
    return sched_setscheduler(0, SCHED_IDLE, &none);
}

void chost_keep_heap(void) {
    // The largest that glibc takes for one allocation from its heap.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 16 << 20);
}
