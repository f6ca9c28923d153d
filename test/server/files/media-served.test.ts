// The whole way: files are sent to a server, read by its process for media, and served.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { serving } from '#test/serving.ts'
import { blackPng, HOSTILE, zipBomb } from './hostile-bytes.ts'
import { voiceNote } from './recordings.ts'

interface Sent { readonly status: number, readonly body: { readonly file?: Readonly<Record<string, unknown>>, readonly reason?: string } }

/** Ana's program: uploads files, and fetches what she may see. */
async function signedUp (address: string) {
  const json = { 'content-type': 'application/json' }
  const credentials = JSON.stringify({ username: 'ana', password: 'correct horse battery' })
  const signUp = await fetch(`${address}api/signup`, { method: 'POST', headers: json, body: credentials })
  const cookie = signUp.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const made = await fetch(`${address}api/tokens`, { method: 'POST', headers: { ...json, cookie }, body: '{"label":"program"}' })
  const { secret } = await made.json() as { secret: string }
  const headers = { authorization: `Bearer ${secret}` }
  return {
    async send (name: string, bytes: Buffer): Promise<Sent> {
      const body = new FormData()
      body.append('file', new Blob([new Uint8Array(bytes)], { type: 'text/html' }), name)
      const answer = await fetch(`${address}api/files`, { method: 'POST', headers, body })
      return { status: answer.status, body: await answer.json() as Sent['body'] }
    },
    get: (path: string) => fetch(`${address}${path}`, { headers })
  }
}

function childrenOf (pid: number | undefined): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString().trim().split('\n')
  return lines.filter(line => line.includes('media-worker')).map(line => line.trim().split(/\s+/, 2).map(Number))
    .filter(([, parent]) => parent === pid).map(([id = 0]) => id)
}

t.test('U291 pictures, sound and hostile files are sent → each is read or refused', async t => {
  const data = t.testdir()
  const { address, child, ended } = await serving(t, data)
  const ana = await signedUp(address)
  const kept = (): string[] => readdirSync(join(data, 'files'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name)
  t.same(childrenOf(child.pid), [], 'no process before it is needed')

  const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: 'red' } })
    .withMetadata({ orientation: 6 }).withExifMerge({ IFD0: { Make: 'Phone' } }).jpeg().toBuffer()
  const { body: { file } } = await ana.send('photo.jpg', photo)
  t.match(file, { name: 'photo.jpg', type: 'image/jpeg', width: 480, height: 640 })
  const original = Buffer.from(await (await ana.get(`files/${file?.['id']}/photo.jpg`)).arrayBuffer())
  t.notOk(original.includes('Phone'), 'what is served is the cleaned one')
  const preview = await ana.get(`previews/${file?.['id']}/small`)
  t.match(await sharp(Buffer.from(await preview.arrayBuffer())).metadata(), { format: 'jpeg', width: 360, height: 480 })
  t.match(await ana.send('voice.webm', await voiceNote('webm', 2)), { status: 201, body: { file: { type: 'audio/webm', durationMs: 1980 } } })

  const before = kept()
  for (const [name, bytes, refused] of [
    ['page.gif', HOSTILE.gifThatIsHtml, { status: 400, body: { reason: 'picture-unreadable' } }],
    ['huge.png', blackPng(30_000, 30_000), { status: 413, body: { reason: 'picture-too-large' } }],
    ['cut.jpg', photo.subarray(0, 900), { status: 400, body: { reason: 'picture-unreadable' } }]
  ] as const) t.match(await ana.send(name, bytes), refused, name)
  t.same(kept(), before)
  for (const [name, bytes, type] of [
    ['page.png', HOSTILE.page, 'application/octet-stream'],
    ['drawing.svg', HOSTILE.svg, 'application/octet-stream'],
    ['bomb.png', zipBomb(20_000_000), 'application/zip']
  ] as const) {
    const { body } = await ana.send(name, bytes)
    t.match(body, { file: { name, type, width: undefined } })
    const { headers } = await ana.get(`files/${body.file?.['id']}/${name}`)
    t.match(headers.get('content-disposition'), /^attachment/, name)
  }

  const [first = 0] = childrenOf(child.pid)
  process.kill(first, 'SIGSEGV')
  while (childrenOf(child.pid).includes(first)) await new Promise(resolve => { setImmediate(resolve) })
  t.match(await ana.send('next.png', blackPng(9, 9)), { status: 201, body: { file: { width: 9 } } }, 'a new process')
  t.equal((await ana.get('healthz')).status, 200)

  child.kill('SIGTERM')
  t.match(await ended, { code: 0 })
  t.same(childrenOf(child.pid), [], 'and none is left')
})

t.test('a server is killed → its process for media ends by itself', async t => {
  const { address, child, ended } = await serving(t, t.testdir())
  const ana = await signedUp(address)
  await ana.send('note.txt', Buffer.from('hello'))
  const [worker = 0] = childrenOf(child.pid)
  t.not(worker, 0)
  child.kill('SIGKILL')
  await ended
  const isThere = (): boolean => execFileSync('ps', ['-A', '-o', 'pid=']).toString().split('\n').some(line => Number(line) === worker)
  while (isThere()) await new Promise(resolve => { setImmediate(resolve) })
})
