"""The machine's clock is set while Plimsoll trades, and nothing that it decides notices.

The clock is not really set, which would be everybody's: a library that stands before the system's
own tells this one process another time of day.
"""

import os
import shutil
import subprocess

from house import Plimsoll, Venue, call, run_tests, wait_for

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long *shift;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY | O_CLOEXEC);
    shift = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = real(clock, time);
    if (clock == CLOCK_REALTIME && shift) time->tv_sec += *shift;
    return result;
}

int gettimeofday(struct timeval *time, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}
"""

HOUR = 3600


def build(folder):
    """The library, or None where there is no C compiler."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        return None
    source, library = os.path.join(folder, "shim.c"), os.path.join(folder, "shim.so")
    with open(source, "w") as file:
        file.write(SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def set_clock(path, seconds):
    with open(path, "r+b") as file:
        file.write(seconds.to_bytes(8, "little", signed=True))


def send(plimsoll, name):
    order = {"clientOrderId": name, "symbol": "BTCUSDT", "side": "buy", "type": "limit",
             "price": "20000", "quantity": "0.01"}
    status, answer = call(plimsoll.port, "POST", "/api/v1/orders", order)
    return answer["createdAt"] // 1_000_000 if status == 201 else (status, answer)


def clock(checks, folder):
    library = build(folder)
    if library is None:
        return checks.skip("a clock that is set changes nothing", "no C compiler is installed")
    shift = os.path.join(folder, "shift")
    with open(shift, "wb") as file:
        file.write(bytes(4096))
    venue = Venue(folder)
    plimsoll = Plimsoll(folder, venue)
    try:
        plimsoll.start(variables={"LD_PRELOAD": library, "CLOCK_SHIFT": shift})
        plimsoll.wait_until_ready()
        began = send(plimsoll, "before")
        checks.that("an order is taken", isinstance(began, int), began)
        for name, seconds in (("forward", HOUR), ("back", -HOUR)):
            set_clock(shift, seconds)
            time = send(plimsoll, name)
            checks.that(f"an order has the time as it was before the clock was set {name}",
                        isinstance(time, int) and 0 <= time - began < HOUR / 2, (time, began))
            wait_for(lambda: call(plimsoll.port, "GET", f"/api/v1/orders/{name}")[1]["status"]
                     == "open", 10, "the order at the venue")
            checks.that(f"and reaches the venue, whose clock was not set ({name})", True)
        set_clock(shift, 0)
        checks.that("the account still agrees with the venue",
                    call(plimsoll.port, "GET", "/readyz")[0] == 200)
    finally:
        plimsoll.end()
        venue.end()


if __name__ == "__main__":
    run_tests([clock])
