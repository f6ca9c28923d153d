import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { world } from '#test/world.ts'

const MIB = 1024 * 1024

/** Sends a whole request before looking at the answer, as proxies do; returns the status line, or the error that cut it. */
async function upload (address: string, head: string, bytes: number): Promise<string> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  let answer = ''
  let failure = ''
  socket.on('error', error => { failure = error.message })
  await once(socket, 'connect')
  socket.write(`${head}\r\nHost: holdline.test\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n`)
  socket.end(Buffer.alloc(bytes, 'x'), () => socket.on('data', chunk => { answer += String(chunk) }))
  await new Promise(resolve => socket.once('close', resolve))
  return failure === '' ? answer.split('\r\n')[0] ?? '' : failure
}

t.test('a sender refused while still sending can read the reason: the connection is not cut', async t => {
  const w = await world(t)
  const address = await w.listen()
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a body that is too large', 'POST /api/login HTTP/1.1\r\nContent-Type: application/json', / 413 /],
    ['the same by HTTP/1.0', 'POST /api/login HTTP/1.0\r\nContent-Type: application/json', / 413 /],
    ['a form nobody asked for', 'POST /signin HTTP/1.0\r\nContent-Type: multipart/form-data', / 415 /]
  ]
  for (const [what, head, status] of cases) t.match(await upload(address, head, 4 * MIB), status, what)
})

t.test('a refused sender who goes on for too long is cut off', async t => {
  const w = await world(t)
  const address = await w.listen()
  t.match(await upload(address, 'POST /api/login HTTP/1.0\r\nContent-Type: application/json', 64 * MIB), /EPIPE|ECONNRESET/)
})
