// Measures when each proxy, configured as installed, gives up on an unanswered request. For the table in docs/proxies.md:
//   node scripts/launch.js test/proxies/cuts.ts [seconds to wait, 100 if not given]
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { executableOf } from '#test/executable.ts'
import { folderFor, freePort, started, type Whole } from './program.ts'
import { PROGRAMS, recipes } from './recipes.ts'

const PATIENCE_S = Number(process.argv[2] ?? 100)
/** Removes from a recipe the time limits it adds, so that the program's own apply. */
const AS_INSTALLED: Readonly<Record<string, (block: string) => string>> = {
  haproxy: block => block.replaceAll('100s', '50s'),
  apache: block => block.replace(' timeout=100', '')
}

const ends: (() => unknown)[] = []
const whole = { teardown: (end: () => unknown) => { ends.unshift(end) } } as unknown as Whole
const silent = createServer(() => {}).listen(0, '127.0.0.1')
await once(silent, 'listening')
const backend = `127.0.0.1:${(silent.address() as AddressInfo).port}`
try {
  await Promise.all(Object.entries(PROGRAMS).map(async ([name, program]) => {
    const executable = executableOf(...program.executables)
    if (executable === null) return console.log(`${name}: not installed`)
    const block = (AS_INSTALLED[name] ?? (text => text))(recipes().get(name) ?? '')
    const [folder, port] = [folderFor(whole, name), await freePort()]
    await started(whole, { executable, args: program.args(folder), folder, files: program.files(block, { folder, port, backend }), port })
    console.log(`${name}: ${await cut(port, program.stands === 'before people' ? `http://${backend}/` : '/')}`)
  }))
} finally {
  for (const end of ends) await end()
  silent.closeAllConnections()
  silent.close()
}

function cut (port: number, path: string): Promise<string> {
  const began = performance.now()
  const told = (how: string) => `${((performance.now() - began) / 1000).toFixed(1)} s: ${how}`
  return new Promise(resolve => {
    const asked = request({ host: '127.0.0.1', port, path, headers: { host: backend } }, response => {
      resolve(told(`status ${response.statusCode}`))
      response.resume()
    })
    asked.once('error', error => resolve(told(`closed (${error.message})`)))
    asked.end()
    setTimeout(() => {
      resolve(told('still held'))
      asked.destroy()
    }, PATIENCE_S * 1000)
  })
}
