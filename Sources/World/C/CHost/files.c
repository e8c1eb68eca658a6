#define _GNU_SOURCE
#include "CHost.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int chost_open(int directory, const char *name, int wish) {
    int flags = O_CLOEXEC | ((wish & CHOST_WRITE) ? O_RDWR : O_RDONLY);
    flags |= (wish & CHOST_CREATE) ? O_CREAT | O_EXCL : 0;
    flags |= (wish & CHOST_CREATE_OR_OPEN) ? O_CREAT : 0;
    flags |= (wish & CHOST_DIRECT) ? O_DIRECT : 0;
    flags |= (wish & CHOST_DURABLE) ? O_DSYNC : 0;
    flags |= (wish & CHOST_DIRECTORY) ? O_DIRECTORY : 0;
    int file;
    do {
        file = openat(directory < 0 ? AT_FDCWD : directory, name, flags, 0640);
    } while (file < 0 && errno == EINTR);
    return file;
}

// linux/stat.h and not sys/stat.h: the C library's header does not know the two alignment fields
// yet.
int chost_direct_alignment(int file, uint32_t *memory, uint32_t *offset) {
#if defined(STATX_DIOALIGN)
    struct statx answer = { 0 };
    if (syscall(SYS_statx, file, "", AT_EMPTY_PATH, STATX_DIOALIGN, &answer) != 0) {
        return -1;
    }
    if ((answer.stx_mask & STATX_DIOALIGN) == 0 || answer.stx_dio_offset_align == 0) {
        return -1;
    }
    *memory = answer.stx_dio_mem_align;
    *offset = answer.stx_dio_offset_align;
    return 0;
#else
    return -1;
#endif
}

static int ofd_lock(int file, int command, short kind, short *found) {
    struct flock lock = { .l_type = kind, .l_whence = SEEK_SET };
    int result;
    do {
        result = fcntl(file, command, &lock);
    } while (result != 0 && errno == EINTR);
    *found = lock.l_type;
    return result;
}

int chost_lock(int file) {
    short found;
    int result = ofd_lock(file, F_OFD_SETLK, F_WRLCK, &found);
    if (result != 0 && errno == EACCES) {
        errno = EWOULDBLOCK;
    }
    return result;
}

void chost_unlock(int file) {
    short found;
    ofd_lock(file, F_OFD_SETLK, F_UNLCK, &found);
}

int chost_is_locked(int file) {
    short found;
    return ofd_lock(file, F_OFD_GETLK, F_RDLCK, &found) != 0 ? -1 : found != F_UNLCK;
}
