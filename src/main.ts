import { readFileSync } from 'node:fs'
import { isSea } from 'node:sea'
import { runCommand } from './cli/run.ts'
import { embedded } from './server/embedded.ts'
import { installation } from './server/installation.ts'

// Files that this process makes are for its user alone; the store would make them readable by everybody.
process.umask(0o077)

// The reader of our output may leave before its end, as `head` does: the rest is then dropped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

process.exitCode = await runCommand(process.argv.slice(2), {
  installation: isSea() ? embedded() : installation(),
  env: process.env,
  readFile: path => readFileSync(path, 'utf8'),
  say: line => { process.stdout.write(`${line}\n`) },
  complain: line => { process.stderr.write(`${line}\n`) },
  isTerminal: process.stderr.isTTY === true,
  hasColour: process.stdout.isTTY === true && process.stdout.hasColors(),
  onStop (stop) {
    // Not `once`: ending a whole group of processes signals this one twice, and the second signal would cut the drain short. SIGHUP: the
    // terminal was closed.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  }
})
