import { readFileSync } from 'node:fs'
import { runCommand } from './cli/run.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

// Files of this process are for its user alone; SQLite would make them readable by everybody.
process.umask(0o077)

// Whoever reads us may leave before the end, as `head` does: the rest is then said to nobody.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

process.exitCode = await runCommand(process.argv.slice(2), version, {
  env: process.env,
  readFile: path => readFileSync(path, 'utf8'),
  say: line => { process.stdout.write(`${line}\n`) },
  complain: line => { process.stderr.write(`${line}\n`) },
  isTerminal: process.stderr.isTTY === true,
  hasColour: process.stdout.isTTY === true && process.stdout.hasColors(),
  onStop (stop) {
    // Not once: ending a whole group of processes signals this one twice, and the second signal would cut the drain short. SIGHUP: the
    // terminal was closed.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  }
})
