// libuv comes with it: libwebsockets.h includes uv.h itself, and one header in two modules would
// give two of each type.
#include <libwebsockets.h>
#include <malloc.h>
#include <uv.h>

// A macro that counts with another macro: room that lws_write needs before the bytes.
static const int plimsoll_lws_pre = LWS_PRE;

// Casts between libuv's handles, which C takes for one another and Swift does not.
static inline uv_handle_t *plimsoll_uv_async_handle(uv_async_t *it) { return (uv_handle_t *)it; }
static inline uv_handle_t *plimsoll_uv_timer_handle(uv_timer_t *it) { return (uv_handle_t *)it; }
static inline uv_handle_t *plimsoll_uv_poll_handle(uv_poll_t *it) { return (uv_handle_t *)it; }

// How many bytes may be looked at behind what the library allocated; Swift's Glibc lacks malloc.h.
static inline size_t plimsoll_size_of_allocation(void *it) { return malloc_usable_size(it); }
