// npm run crash -- [--rounds N] [--executable dist/holdline]: kills a server N times under load and checks that every promise was kept.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { crash } from './rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' }, executable: { type: 'string' } } })
const data = mkdtempSync(join(tmpdir(), 'holdline-crash-'))
const { complaints, sends, seen, cuts } = await crash(
  data, Number(values.rounds), line => console.log(line), values.executable === undefined ? undefined : [resolve(values.executable)]
)

for (const complaint of complaints.slice(0, 50)) console.log(`✗ ${complaint}`)
console.log(`${sends} sends, ${seen} deliveries, ${cuts} calls cut`)
if (complaints.length > 0) {
  console.log(`${complaints.length} promises broken. The data is kept in ${data}`)
  process.exitCode = 1
} else {
  console.log('Every promise was kept.')
  rmSync(data, { recursive: true })
}
