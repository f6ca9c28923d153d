/*
 * Loaded into a measured server by LD_PRELOAD, whatever program that is. It does two things:
 *
 * BENCH_TURNS=<file>    counts the turns of the event loop by their own work: the processor time of the main thread between two calls of
 *                       epoll, and the time it waited for flushes. Unlike the clock, this leaves out other programs on the machine.
 * BENCH_FLUSH_MS=<ms>   makes each flush of a file that much longer, on any thread, as a slow disk would.
 *
 * bench/load/turns.ts reads the file: bench/shim/shim.ts makes it, with room for all buckets.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Buckets are 3 % wide: 32 to each doubling, from 1 microsecond on. */
#define SUB_BITS 5
#define FIRST_BIT 10
#define BUCKETS ((38 - FIRST_BIT) << SUB_BITS)

static uint64_t *counts;
static struct timespec slower;
static uint64_t turn_began, waited;

static int (*real_pwait)(int, struct epoll_event *, int, int, const sigset_t *);
static int (*real_wait)(int, struct epoll_event *, int, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static uint64_t now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int is_main(void) {
  static __thread int known;
  if (known == 0) known = syscall(SYS_gettid) == getpid() ? 1 : 2;
  return known == 1;
}

__attribute__((constructor)) static void begin(void) {
  real_pwait = dlsym(RTLD_NEXT, "epoll_pwait");
  real_wait = dlsym(RTLD_NEXT, "epoll_wait");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  const char *ms = getenv("BENCH_FLUSH_MS");
  long delay = ms == NULL ? 0 : atol(ms);
  slower.tv_sec = delay / 1000;
  slower.tv_nsec = delay % 1000 * 1000000;
  const char *file = getenv("BENCH_TURNS");
  int fd = file == NULL ? -1 : open(file, O_RDWR | O_CLOEXEC);
  if (fd == -1) return;
  void *shared = mmap(NULL, BUCKETS * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared != MAP_FAILED) counts = shared;
}

static void end_turn(void) {
  if (counts == NULL || !is_main() || turn_began == 0) return;
  uint64_t own = now(CLOCK_THREAD_CPUTIME_ID) - turn_began + waited;
  int bucket = 0;
  if (own >= 1u << FIRST_BIT) {
    int bit = 63 - __builtin_clzll(own);
    bucket = ((bit - FIRST_BIT) << SUB_BITS) + (int)(own >> (bit - SUB_BITS) & ((1 << SUB_BITS) - 1));
  }
  counts[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

static void begin_turn(void) {
  if (counts == NULL || !is_main()) return;
  int kept = errno;
  waited = 0;
  turn_began = now(CLOCK_THREAD_CPUTIME_ID);
  errno = kept;
}

int epoll_pwait(int epoll, struct epoll_event *events, int most, int timeout, const sigset_t *mask) {
  end_turn();
  int result = real_pwait(epoll, events, most, timeout, mask);
  begin_turn();
  return result;
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout) {
  end_turn();
  int result = real_wait(epoll, events, most, timeout);
  begin_turn();
  return result;
}

static int flush(int (*real)(int), int fd) {
  int counted = counts != NULL && is_main();
  uint64_t clock = counted ? now(CLOCK_MONOTONIC) : 0;
  uint64_t cpu = counted ? now(CLOCK_THREAD_CPUTIME_ID) : 0;
  int result = real(fd);
  int kept = errno;
  if (slower.tv_sec != 0 || slower.tv_nsec != 0) nanosleep(&slower, NULL);
  /* Processor time within the flush is part of the turn's already. */
  if (counted) waited += now(CLOCK_MONOTONIC) - clock - (now(CLOCK_THREAD_CPUTIME_ID) - cpu);
  errno = kept;
  return result;
}

int fsync(int fd) { return flush(real_fsync, fd); }
int fdatasync(int fd) { return flush(real_fdatasync, fd); }
