import t from 'tap'
import type { SceneName } from '#domain/wire/played/scenes.ts'
import { startChild } from '#server/scenes/child.ts'
import { INSTALLED } from '#test/world.ts'
import { consumeBy, swapFirstTwo } from '../../conformance/plants/remembering.ts'
import { onBodies, onPages, onPolls, type Spoilable } from '../../conformance/plants/spoiling.ts'
import { pageOf, wholeBody, withBody, type Switch } from '../../hostile-proxy/exchange.ts'
import { played } from './play.ts'

const MESSAGES = /\/messages$/

/** Changes the answers of polls that carry a message. */
const onNews = (change: (answer: Spoilable) => object): Switch =>
  onPolls(answer => answer.events.some(({ type }) => type === 'message') ? change(answer) : null)

const silent = (answer: Spoilable): object => ({ ...answer, events: [] })

/** A rule, what breaks it, and the scene that finds it. */
const VIOLATIONS: ReadonlyArray<readonly [rule: string, does: string, scene: SceneName, violation: Switch]> = [
  ['D1', 'delivering consumes', 'lost-answer', consumeBy(({ ask }) => ask.caller)],
  ['D2', 'a message of the gap is skipped', 'gap', onPolls((answer, { query }) => query.get('hold') === '0' ? silent(answer) : null)],
  ['D3', 'the server keeps the cursor', 'crash', onPolls((answer, { query }) => query.get('n') === '2' ? silent(answer) : null)],
  ['D4', 'the first of several events is skipped', 'offline', onNews(answer => ({ ...answer, events: answer.events.slice(-1) }))],
  ['D4', 'events come twice', 'first-message', onNews(answer => ({ ...answer, events: [...answer.events, ...answer.events] }))],
  ['D5', 'one tab consumes for the others', 'two-tabs', consumeBy(({ username }) => username)],
  ['D5', 'reading is not told to others', 'new-device', onPolls(answer => ({ ...answer, events: answer.events.filter(({ type }) => type !== 'read') }))],
  ['D8', 'a member is not told', 'month-away', onPolls((answer, { username, query }) =>
    username.startsWith('cho') && query.get('hold') === '0' ? silent(answer) : null)],
  ['D11', 'a restart ends all cursors', 'restart', onPolls((answer, { query }) => {
    const isOld = answer.cursor?.split('.')[0] !== query.get('cursor')?.split('.')[0]
    return isOld ? { ...answer, status: 'resync', reason: 'run', cursor: null, fromSeq: null, toSeq: null, events: [] } : null
  })],
  ['D12', 'a repeat is stored again', 'lost-send', onBodies(MESSAGES, body => ({ ...body, clientId: `message-1${Math.trunc(Math.random() * 1e6)}` }))],
  ['D14', 'a refused send is called stored', 'stranger', next => async ask => {
    const answer = await next(ask)
    if (!MESSAGES.test(ask.url) || answer.status !== 403) return answer
    const { clientId } = JSON.parse(ask.body.toString()) as { clientId: string }
    return withBody({ ...answer, status: 201 }, Buffer.from(JSON.stringify({ message: { conversationId: 'c', no: 3, clientId, changedSeq: 3 } })))
  }],
  ['D16', 'the snapshot’s cursor is later', 'new-device', onPages(/\/api\/snapshot$/, (body: { cursor: string }) =>
    ({ ...body, cursor: body.cursor.replace(/\.(\d+)\./, (_, seq) => `.${Number(seq) + 1}.`) }))],
  ['D18', 'a cut takes the next message', 'cut-hold', onPolls((answer, { query }) => query.get('n') === '3' ? silent(answer) : null)],
  ['D19', 'an answer is not whole', 'buffering', next => async ask => {
    const answer = await next(ask)
    if (!ask.url.startsWith('/poll')) return answer
    const body = await wholeBody(answer)
    return withBody(answer, body.includes('message-1') ? body.subarray(0, 200) : body)
  }],
  ['D24', 'a held page lacks its message', 'no-script', next => async ask => {
    const answer = await next(ask)
    if (!ask.url.startsWith('/held/')) return answer
    return withBody(answer, Buffer.from((await wholeBody(answer)).toString().replace(/<li id="message-[^"]*-2"/g, '<li')))
  }],
  ['D28', 'a stop is told as an idle end', 'restart', onPolls(answer => answer.status === 'drain' ? { ...answer, status: 'idle' } : null)],
  ['D31', 'two messages change places', 'month-away', swapFirstTwo()],
  ['§4', 'a portal answers a send', 'offline', next => async ask =>
    ask.method === 'POST' && MESSAGES.test(ask.url) ? pageOf(200, 'OK', 'Welcome') : await next(ask)]
]

const child = await startChild(INSTALLED.program)
t.teardown(() => child.close())

for (const [rule, does, scene, violation] of VIOLATIONS) {
  t.test(`${rule} broken: ${does} → the scene ${scene} fails`, async t => {
    const { passed, brokenBy } = await played(child, scene, violation)
    t.equal(passed, false)
    t.type(brokenBy, 'number', `broken by ${brokenBy}`)
  })
}
