#define _GNU_SOURCE
#include "CHost.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int told = -1;

// The only thing a handler may safely do here: pass the number on.
static void on_signal(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(told, &byte, 1);
    (void)ignored;
    errno = before;
}

int chost_catch_endings(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    // A handler must not wait for a reader.
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0) return -1;
    told = ends[1];
    const int numbers[] = {SIGINT, SIGTERM};
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction now, action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        if (sigaction(numbers[i], NULL, &now) != 0) return -1;
        // Started by nohup or in a shell's background: who started it wants it ignored.
        if (now.sa_handler == SIG_IGN) continue;
        if (sigaction(numbers[i], &action, NULL) != 0) return -1;
    }
    return ends[0];
}
