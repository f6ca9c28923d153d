import t from 'tap'
import { Browser, sent, stored } from '../stage/outboxes.ts'
import { loadScripts, type Entry, type SentFile, type Uploads } from '../stage/scripts.ts'
import type { Call } from '../stage/world.ts'

const { createUploads } = loadScripts()

/** The bytes that a browser keeps for all its tabs. */
type Disk = Map<string, object>

/** A tab that has chosen files in its memory, and those of the disk. */
function openTab (browser: Browser, disk: Disk, memory: Disk = new Map()) {
  const made: { uploads: Uploads | null } = { uploads: null }
  const tab = browser.tab('u_ana', entry => { made.uploads?.changed(entry) })
  const uploads = createUploads({
    ...tab.env,
    outbox: tab.outbox,
    kept: {
      find: (key: string, done: (blob: object | null) => void) => { done(memory.get(key) ?? disk.get(key) ?? null) },
      drop: (key: string) => {
        memory.delete(key)
        disk.delete(key)
      },
      has: (key: string) => memory.has(key),
      forget: (key: string) => { memory.delete(key) }
    },
    readPart: (blob: object, from: number, to: number, done: (bytes: object | null) => void) => {
      done('isBroken' in blob ? null : { length: to - from })
    },
    arrived: (_file: object, _blob: object, _id: string, done: () => void) => { done() },
    words: (why: string) => `words of ${why}`,
    onTold: () => {}
  })
  made.uploads = uploads
  return { ...tab, uploads, memory }
}

const file = (key: string): SentFile => ({ key, name: `${key}.jpg`, size: 1_000 })

/** Answers one call of an upload as the server does. */
function answer (call: Call): void {
  const [, id = `u-${key(call)}`, rest = ''] = /uploads(?:\/([\w-]+))?(.*)/.exec(call.url) ?? []
  if (rest === '/finish') return call.answer({ status: 201, body: JSON.stringify({ file: { id: `f-${id}` } }) })
  call.answer({ status: 200, body: JSON.stringify({ upload: { id, offset: rest.startsWith('?') ? 1_000 : 0, chunkMax: 1_000_000 } }) })
}

function key (call: Call): string {
  return call.method === 'POST' && call.url.endsWith('uploads') ? (JSON.parse(call.body ?? '{}') as { clientId: string }).clientId : ''
}

const withId = (key: string): SentFile => ({ ...file(key), clientId: key } as SentFile)

function open () {
  const browser = new Browser()
  const disk: Disk = new Map()
  const tab = openTab(browser, disk)
  const choose = (...keys: string[]) => keys.map(key => {
    tab.memory.set(key, {})
    disk.set(key, {})
    return withId(key)
  })
  return { browser, network: browser.network, clock: browser.clock, disk, tab, choose }
}

t.test('files of several messages → one after another, in the order of the messages; each is sent', async t => {
  const { network, tab, choose, disk } = open()
  tab.outbox.send('c_1', 'one', null, null, choose('a', 'b'))
  tab.outbox.send('c_2', 'two', null, null, choose('c'))
  const order: string[] = []
  for (let i = 0; i < 11; i++) {
    const call = network.open[0] as Call
    order.push(call.url.includes('messages') ? `send ${sent(call).fileIds?.join() ?? ''}` : `${call.method} ${call.url.replace('../api/uploads', '')}`)
    t.equal(network.open.filter(({ url }) => url.includes('uploads')).length <= 1, true, 'one at a time')
    if (call.url.includes('messages')) stored(call)
    else answer(call)
  }
  t.same(order, [
    'POST ', 'POST /u-a?offset=0', 'POST /u-a/finish', 'POST ', 'POST /u-b?offset=0', 'POST /u-b/finish',
    'POST ', 'send f-u-a,f-u-b', 'POST /u-c?offset=0', 'POST /u-c/finish', 'send f-u-c'
  ])
  t.same([tab.outbox.entries(), disk.size, tab.memory.size], [[], 0, 0], 'and its bytes are dropped')
})

t.test('U280 a page that is loaded again → the upload goes on with the bytes that were kept', async t => {
  const { browser, network, tab, choose, disk } = open()
  tab.outbox.send('c_1', 'one', null, null, choose('a'))
  answer(network.one)
  t.equal(network.one.url, '../api/uploads/u-a?offset=0')
  tab.uploads.end()
  tab.outbox.end()
  t.equal(network.open.length, 0)
  const again = openTab(browser, disk)
  again.uploads.look()
  t.match(network.one, { method: 'GET', url: '../api/uploads/u-a' })
  for (let i = 0; i < 3; i++) answer(network.one)
  t.same(sent(network.one).fileIds, ['f-u-a'])
})

t.test('U280 two tabs → one uploads for both; the other goes on when it is closed', async t => {
  const { browser, network, clock, tab, choose, disk } = open()
  const other = openTab(browser, disk)
  tab.outbox.send('c_1', 'one', null, null, choose('a'))
  other.outbox.refresh()
  other.uploads.look()
  clock.pass(5_000)
  t.equal(network.open.length, 1)
  tab.uploads.end()
  tab.outbox.end()
  clock.pass(2_000)
  for (let i = 0; i < 3; i++) answer(network.one)
  t.same(sent(network.one).fileIds, ['f-u-a'])
})

t.test('a tab that was asleep → leaves the upload to the one that went on', async t => {
  const { browser, network, clock, tab, choose, disk } = open()
  const other = openTab(browser, disk)
  tab.outbox.send('c_1', 'one', null, null, choose('a'))
  network.one.vanish()
  other.outbox.refresh()
  other.uploads.look()
  clock.pass(95_000)
  t.equal(network.open.length, 1, 'the other has taken over')
  tab.uploads.poke()
  t.equal(network.open.length, 1)
})

t.test('cancelled → the call is dropped, the server told, the bytes removed, the next one uploaded', async t => {
  const { network, tab, choose, disk } = open()
  tab.outbox.send('c_1', 'one', null, null, choose('a'))
  tab.outbox.send('c_1', 'two', null, null, choose('b'))
  answer(network.one)
  tab.outbox.discard('id1')
  t.same(network.open.map(({ method, url }) => `${method} ${url}`), ['DELETE ../api/uploads/u-a', 'POST ../api/uploads'])
  t.same([...disk.keys()], ['b'])
})

t.test('bytes that no tab has → the message is refused, and the file can be chosen again', async t => {
  const { browser, network, clock, tab } = open()
  tab.outbox.send('c_1', 'one', null, null, [withId('a')])
  clock.pass(8_000)
  t.equal(tab.told.at(-1), 'one sending', 'another tab may have them')
  clock.pass(8_000)
  t.equal(tab.told.at(-1), 'one failed FILE_GONE')
  t.match(tab.outbox.entries(), [{ reason: 'words of gone' }])
  tab.memory.set('a2', {})
  tab.outbox.uploaded('id1', [withId('a2')])
  t.equal(key(network.one), 'a2', 'goes on by itself')
  t.equal(browser.storage.keys().filter(name => name.includes('upload-lease')).length, 1)
})

t.test('a file that was changed on the disk → its copy is uploaded', async t => {
  const { network, tab, choose } = open()
  tab.outbox.send('c_1', 'one', null, null, choose('a'))
  tab.memory.set('a', { isBroken: true })
  tab.uploads.poke()
  answer(network.one)
  while (network.open.length > 0 && !network.one.url.includes('messages')) answer(network.one)
  t.same(sent(network.one).fileIds, ['f-u-a'])
})

t.test('a refused file → its message keeps the reason; a retry uploads what the server lacks', async t => {
  const { network, tab, choose } = open()
  tab.outbox.send('c_1', 'one', null, null, choose('a'))
  network.one.answer({ status: 413, body: JSON.stringify({ statusCode: 413, code: 'TOO_LARGE', reason: 'file-too-large', message: 'At most 20 MB.' }) })
  t.match(tab.outbox.entries(), [{ state: 'failed', code: 'FILE_REFUSED', reason: 'words of file-too-large' }])
  tab.outbox.retry('id1')
  for (let i = 0; i < 3; i++) answer(network.one)
  network.one.answer({ status: 404, body: JSON.stringify({ statusCode: 404, code: 'NOT_FOUND', message: 'No such file.' }) })
  t.match(tab.outbox.entries() as Entry[], [{ state: 'failed', files: [{ id: null }] }])
  tab.outbox.retry('id1')
  t.equal(key(network.one), 'a')
})
