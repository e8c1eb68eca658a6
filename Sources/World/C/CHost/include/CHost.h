#ifndef PLIMSOLL_CHOST_H
#define PLIMSOLL_CHOST_H
#include <stddef.h>
#include <stdint.h>

// Each function here exists because Swift cannot say it: an instruction, a macro, a variadic call
// or a structure hidden behind a feature macro. Nothing else belongs in this target.

/// CRC32C (Castagnoli) of `count` bytes, continued from `crc` (0 to begin).
uint32_t chost_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by table, for processors without SSE 4.2 and as the judge of the fast one.
uint32_t chost_crc32c_by_table(uint32_t crc, const void *bytes, size_t count);

/// The first of `count` bytes that differs from `value`; `count` when none does.
size_t chost_first_not(const void *bytes, size_t count, uint8_t value);

/// One past the last of `count` bytes that differs from `value`; 0 when none does.
size_t chost_end_of_not(const void *bytes, size_t count, uint8_t value);

/// What `chost_open` may be asked for.
enum {
    CHOST_WRITE = 1,     // open for reading and writing (else for reading)
    CHOST_CREATE = 2,    // create; the file must not exist
    CHOST_DIRECT = 4,    // O_DIRECT
    CHOST_DURABLE = 8,   // O_DSYNC
    CHOST_DIRECTORY = 16, // must be a directory
    CHOST_CREATE_OR_OPEN = 32 // create where it does not exist
};

/// `openat`, with flags whose values differ between architectures and feature macros. -1 and errno
/// on failure.
int chost_open(int directory, const char *name, int wish);

/// The alignment direct input and output need on this file, in bytes of memory and of offset.
/// Returns 0 and both values when the file system knows them, -1 when it does not say.
int chost_direct_alignment(int file, uint32_t *memory, uint32_t *offset);

/// Takes the lock of the whole file for the open file description (fcntl, F_OFD_SETLK), without
/// waiting. 0, or -1 and errno. Not `flock`, which cannot be asked about without being taken.
int chost_lock(int file);

/// Gives that lock back, also from a child that was forked in the meantime.
void chost_unlock(int file);

/// Whether another open file description holds the lock: 1 or 0, or -1 and errno. Takes nothing.
int chost_is_locked(int file);

/// Keeps the calling thread on the last core it may use (cpu_set_t is macros). That core, or -1.
int chost_pin_to_last_core(void);

/// Has the calling thread run only where no other has work, and give way at once to one that wakes
/// (SCHED_IDLE; a low nice value would let it finish its slice first). 0, or -1 and errno.
int chost_give_way(void);

/// Has the heap grow by many pages at a time and keep what is freed (mallopt): memory that goes back
/// to the system costs a fault and a page of zeros each time it is wanted again.
void chost_keep_heap(void);

/// Catches SIGINT and SIGTERM, except where they are ignored already. A descriptor from which one
/// byte can be read for each, its number; or -1 and errno. A handler may do next to nothing, and
/// certainly not what Swift does in any function.
int chost_catch_endings(void);

/// Starts the program at `path` in a process of its own (Swift has no fork): nothing to read, what it
/// says is added to the file `log_path`, and the system kills it when the calling thread is gone.
/// `words` and `variables` end with NULL. `file_bytes` is the size beyond which it can write no file,
/// a write fails with EFBIG then; -1 for none. Its number, or -1 and errno.
int chost_start(const char *path, char *const words[], char *const variables[],
                const char *log_path, int64_t file_bytes);

/// Gives a process another such size, -1 for what it may have at most. 0, or -1 and errno.
int chost_limit_file_bytes(int process, int64_t bytes);

#endif
