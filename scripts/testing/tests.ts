// One TAP stream of the test files given as arguments, in their order: like `tap run`, which sorts files by name and
// puts a loader before each. Node runs our tests as they are.
import { availableParallelism } from 'node:os'
import t from 'tap'

/** The limit for a file: a browser or a simulation takes its time on a slow machine, and a test that hangs is ended. */
const LONGEST_MS = 900_000

// Also the limit within each file: tap's own 30 s are too few for one that starts servers beside another that starts browsers.
const env = { ...process.env, TAP_TIMEOUT: String(LONGEST_MS / 1_000) }

t.jobs = Math.min(availableParallelism(), 4)
t.setTimeout(0)
for (const file of process.argv.slice(2)) {
  t.spawn(process.execPath, [file], { buffered: true, timeout: LONGEST_MS, env }, file)
}
