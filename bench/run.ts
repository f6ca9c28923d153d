// npm run bench: Holdline beside other systems. npm run bench -- <name>: one of the benches in bench/limits, which show that no user
// can make the server slow or large for others.
import { globSync } from 'node:fs'
import { basename } from 'node:path'

const LIMITS = `${import.meta.dirname}/limits`
const names = globSync(`${LIMITS}/*.bench.ts`).map(file => basename(file, '.bench.ts'))

const [wanted = ''] = process.argv.slice(2)
if (names.includes(wanted)) await import(`${LIMITS}/${wanted}.bench.ts`)
else await import('./compare.ts')
