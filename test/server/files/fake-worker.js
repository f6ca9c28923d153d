// Stands in for the process that reads media: does what the name of the file says. The clock of the test moves, so it never answers late.
import { createInterface } from 'node:readline'
import { basename } from 'node:path'

console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const name = basename(JSON.parse(line).path)
  if (name === 'crash') process.kill(process.pid, 'SIGSEGV')
  else if (name === 'hang') continue
  else if (name === 'talk') console.log('x'.repeat(100_000))
  else if (name === 'lie') console.log(JSON.stringify({ found: { type: 'image/png', isCleaned: false, previews: [], path: '/etc/passwd' }, isLast: false }))
  else if (name === 'disk') console.log(JSON.stringify({ fault: 'Error: full', code: 'ENOSPC', isLast: false }))
  else if (name === 'fault') console.log(JSON.stringify({ fault: 'Error: a bug', code: '', isLast: false }))
  else console.log(JSON.stringify({ found: { type: `test/${process.pid}`, isCleaned: false, previews: [] }, isLast: name === 'last' }))
  if (name === 'last') process.exit()
}
