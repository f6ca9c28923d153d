// Compressed answers: what the script finds out, and what it asks for.
import t from 'tap'
import { loadScripts } from '../stage/scripts.ts'
import { Clock, Network, type Call } from '../stage/world.ts'

const GARBLED = { status: 200, body: '\u001f\ufffd\u0008' }
const LOST = { status: 0 }

function open () {
  const clock = new Clock()
  const network = new Network(clock)
  const told: string[] = []
  const jar = { isSet: false }
  let ids = 0
  const packing = loadScripts().createPacking({
    now: clock.now,
    newId: () => `id${++ids}`,
    root: '../',
    request: network.request,
    cookie: { has: () => jar.isSet, set: () => { jar.isSet = true }, remove: () => { jar.isSet = false } },
    onBroken: () => told.push('broken')
  })
  return { clock, network, told, jar, find: () => packing.look(() => told.push('done')) }
}

function wellAnswered (call: Call): void {
  call.answer({ body: JSON.stringify({ holdline: 1, id: new URL(call.url, 'http://x/a/').searchParams.get('id') }) })
}

t.test('N2 a compressed answer arrives → nothing changes, and a cookie of before is removed', async t => {
  const { network, told, jar, find } = open()
  jar.isSet = true
  find()
  t.match(network.one.url, /^\.\.\/connection\/test\/sample\?id=id1&as=packed$/)
  wellAnswered(network.one)
  t.same([told, jar.isSet, network.open.length], [['done'], false, 0])
})

for (const [name, unreadable] of Object.entries({ garbled: GARBLED, refused: LOST, 'another’s page': { status: 200, body: '<html></html>' } })) {
  t.test(`N2 ${name}, and readable as it is → the cookie, told once`, async t => {
    const { clock, network, told, jar, find } = open()
    find()
    network.one.answer(unreadable)
    t.match(network.one.url, /as=is$/)
    wellAnswered(network.one)
    t.same([told, jar.isSet], [['broken', 'done'], true])
    clock.pass(60_000)
    find()
    network.one.answer(unreadable)
    wellAnswered(network.one)
    t.same([told, jar.isSet], [['broken', 'done', 'done'], true])
  })
}

t.test('N2 nothing arrives → an outage, which says nothing and is looked at again at once', async t => {
  const { network, told, jar, find } = open()
  find()
  network.one.answer(LOST)
  network.one.answer(LOST)
  t.same([told, jar.isSet], [['done'], false])
  find()
  t.match(network.one.url, /as=packed$/)
})

t.test('N2 an answer of another question → unreadable; asked twice within a minute → asks once', async t => {
  const { network, told, jar, find } = open()
  find()
  find()
  t.same(told, ['done'])
  network.one.answer({ body: '{"holdline":1,"id":"id9"}' })
  wellAnswered(network.one)
  t.equal(jar.isSet, true)
  find()
  t.equal(network.open.length, 0)
})
