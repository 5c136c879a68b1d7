/* Writes down what a process does to the files of one folder, and ends it before one of these.
 *
 * Loaded before all else (LD_PRELOAD), so that the files of libraries are counted too. TRACED_FOLDER: the folder;
 * TRACED_LOG: where each step is written down, a line each. TRACED_LAST, TRACED_WHAT, TRACED_END: the number, counted
 * from 0, of the one to end before, among the steps of that kind on files whose names end so.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static long count = 0;

static int ends(const char *path, const char *end) {
    size_t length = strlen(path), of_end = strlen(end);
    return length >= of_end && strcmp(path + length - of_end, end) == 0;
}

static void step(const char *what, const char *path) {
    const char *folder = getenv("TRACED_FOLDER"), *log = getenv("TRACED_LOG"), *last = getenv("TRACED_LAST");
    if (!folder || !log || strncmp(path, folder, strlen(folder)) != 0) return;
    const char *slash = strrchr(path, '/');
    char line[512];
    pthread_mutex_lock(&turn);
    int length = snprintf(line, sizeof line, "%s %s\n", what, slash ? slash + 1 : path);
    int file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (file >= 0) {
        syscall(SYS_write, file, line, length);
        syscall(SYS_close, file);
    }
    const char *kind = getenv("TRACED_WHAT"), *end = getenv("TRACED_END");
    if (last && kind && end && strcmp(what, kind) == 0 && ends(path, end)) {
        if (count == atol(last)) kill(getpid(), SIGKILL), pause();
        count++;
    }
    pthread_mutex_unlock(&turn);
}

static void step_of(const char *what, int file) {
    if (!getenv("TRACED_FOLDER")) return;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    step(what, path);
}

static void step_at(const char *what, const char *path) {
    char whole[4096];
    if (path[0] == '/' || !getcwd(whole, sizeof whole - 1024)) return step(what, path);
    strncat(whole, "/", 2);
    strncat(whole, path, 1000);
    step(what, whole);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *data, size_t size) { step_of("write", file); return REAL(write)(file, data, size); }
ssize_t writev(int file, const struct iovec *some, int number) { step_of("write", file); return REAL(writev)(file, some, number); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { step_of("write", file); return REAL(pwrite)(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { step_of("write", file); return REAL(pwrite64)(file, data, size, at); }
int ftruncate(int file, off_t size) { step_of("truncate", file); return REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { step_of("truncate", file); return REAL(ftruncate64)(file, size); }
int unlink(const char *path) { step_at("unlink", path); return REAL(unlink)(path); }
int rename(const char *from, const char *to) { step_at("rename", from); return REAL(rename)(from, to); }

static void opening(const char *path, int flags) {
    if (flags & O_TRUNC) step_at("truncate", path);
    else if ((flags & O_CREAT) && access(path, F_OK) != 0) step_at("create", path);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more); \
        opening(path, flags); \
        return REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more); \
        if (path[0] == '/' || folder == AT_FDCWD) opening(path, flags); \
        return REAL(name)(folder, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

FILE *fopen(const char *path, const char *mode) { if (mode[0] == 'w') step_at("truncate", path); return REAL(fopen)(path, mode); }
FILE *fopen64(const char *path, const char *mode) { if (mode[0] == 'w') step_at("truncate", path); return REAL(fopen64)(path, mode); }
