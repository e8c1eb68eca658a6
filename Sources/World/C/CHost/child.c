#define _GNU_SOURCE
#include "CHost.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit_file_bytes(pid_t process, int64_t bytes) {
    struct rlimit now, wanted;
    if (prlimit(process, RLIMIT_FSIZE, NULL, &now) != 0) return -1;
    wanted = now;
    wanted.rlim_cur = bytes < 0 ? now.rlim_max : (rlim_t)bytes;
    return prlimit(process, RLIMIT_FSIZE, &wanted, NULL);
}

int chost_limit_file_bytes(int process, int64_t bytes) {
    return limit_file_bytes(process, bytes);
}

// Between fork and exec only what is safe in a signal handler may be called: other threads of the
// parent may have held any lock.
static void become(const char *path, char *const words[], char *const variables[], int log,
                   int64_t file_bytes) {
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) _exit(127);
    if (file_bytes >= 0 && limit_file_bytes(0, file_bytes) != 0) _exit(127);
    execve(path, words, variables);
    _exit(127);
}

int chost_start(const char *path, char *const words[], char *const variables[],
                const char *log_path, int64_t file_bytes) {
    int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (log < 0) return -1;
    pid_t child = fork();
    if (child == 0) become(path, words, variables, log, file_bytes);
    int why = errno;
    close(log);
    errno = why;
    return child;
}
