// @ts-check

/**
 * Options of Node for a server, from its source and in the executable.
 *
 * Memory: the heap may take half of the machine's or the cgroup's, the rest is for SQLite, answers under way and the program itself. Node
 * alone first collects the old generation at some 100 MB, and then each time at up to four times what is alive. Here garbage is at most
 * half of what is alive, beyond 32 MB; a fixed limit would do that too, and end a server that has reason to grow.
 */
export const NODE_OPTIONS = [
  '--max-old-space-size-percentage=50',
  '--initial-old-space-size=32',
  '--heap-growing-percent=50',
  '--disable-sigusr1',
  '--disable-warning=ExperimentalWarning'
]
