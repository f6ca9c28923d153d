// npm run build: makes dist/holdline, the whole server in one file.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { buildExecutable } from './executable.ts'

const output = join('dist', 'holdline')
await buildExecutable(output, join('build', 'executable'))
console.log(`${output}: ${Math.round(statSync(output).size / 1e6)} MB`)
