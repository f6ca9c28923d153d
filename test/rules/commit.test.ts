// D6: commit, then post, then answer.
import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import t from 'tap'
import type { Message } from '#domain/messages/messages.ts'
import { saidIn, type Reply } from './stage/browser.ts'
import { cast, type Site } from './stage/site.ts'

interface Sent { message?: Message, duplicate?: true, code?: string }

/** The disk takes so many bytes more for the write-ahead log; null: as many as there are. Real writes fail then, and so do real COMMITs. */
function room (site: Site, bytes: number | null): void {
  const soft = bytes === null ? 'unlimited' : String(statSync(`${site.path}-wal`).size + bytes)
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:unlimited`])
}

const skip = spawnSync('prlimit', ['--version']).status === 0 ? false : 'only Linux lets a process change its own limits'

t.test('D6 what could not be committed is told to nobody, and can be sent again', { skip }, async t => {
  const { site, ana, ben, eve, talk } = await cast(t, { kept: true })
  const from = await ben.cursor()
  const hers = eve.poll({ cursor: await eve.cursor() })
  const sends = Array.from({ length: 24 }, (_, index) => ({ clientId: `ana-says-${index}`, body: `${index} ${'x'.repeat(6_000)}` }))
  const say = (send: typeof sends[number]): Promise<Reply<Sent>> => ana.call<Sent>('POST', `/api/conversations/${talk}/messages`, send)

  const answered = new Map<string, Reply<Sent>>()
  async function sayAll (some: typeof sends): Promise<void> {
    for (const [index, reply] of (await Promise.all(some.map(say))).entries()) answered.set(some[index]?.clientId ?? '', reply)
  }
  await sayAll(sends.slice(0, 4))
  // Unheard, the signal that comes with it would end the process.
  process.on('SIGXFSZ', () => {})
  t.teardown(() => room(site, null))
  room(site, 40_000)
  for (let batch = 4; batch < 24; batch += 4) await sayAll(sends.slice(batch, batch + 4))
  const taken = [...answered.values()].flatMap(({ status, body }) => status === 201 && body.message !== undefined ? [body.message] : [])
  const refused = [...answered.values()].filter(({ status }) => status !== 201)
  t.ok(taken.length >= 4 && refused.length >= 4, `${taken.length} were taken, ${refused.length} refused`)
  t.same(new Set(refused.map(({ status }) => status)), new Set([503]), 'with: it is not known whether this was saved')
  t.ok(refused.every(({ headers }) => Number(headers['retry-after']) > 0))
  const told = (await ben.catchUp(from)).events
  t.same(told.map(({ seq }) => seq), taken.map(({ changedSeq }) => changedSeq).sort((a, b) => a - b), 'exactly those were told that were answered 201')
  t.same((await ben.history(talk)).filter(({ kind }) => kind === 'text').length, taken.length, 'reads go on, and nothing is half written')

  room(site, null)
  await sayAll(sends)
  t.ok([...answered.values()].every(({ status }) => status < 300), 'there is room again: everything can be said')
  await site.restart()
  const kept = (await ben.catchUp(from)).events.filter(({ type }) => type === 'message')
  t.same(kept.slice(0, told.length), told, 'what was told is there under the same number')
  t.same(saidIn(kept).sort(), sends.map(({ body }) => body).sort(), 'and each was said once')
  t.same((await hers.answer()).status, 'drain', 'and eve heard nothing until the restart')
})

t.test('D6 an answered send is posted already: whoever asks next is told', async t => {
  const { ana, ben, talk } = await cast(t)
  let cursor = await ben.cursor()
  for (let index = 0; index < 50; index++) {
    const { changedSeq } = await ana.send(talk, `${index}`)
    const told = await ben.ask({ cursor, hold: 0 })
    t.equal(told.toSeq, changedSeq)
    t.same(told.events.map(({ seq }) => seq), [changedSeq])
    cursor = told.cursor ?? ''
  }
})

t.test('D6 what is sent in one turn is told in one step, in the order of its numbers', async t => {
  const { site, ana, ben, cho } = await cast(t)
  const { conversation: { id } } = await ana.do<{ conversation: { id: string } }>('POST', '/api/conversations', { kind: 'group', title: 'choir', usernames: ['ben', 'cho'] })
  const from = await ben.cursor()
  const { messages } = site.world.messenger
  const waiting = [ben.poll({ cursor: from }), cho.poll({ cursor: from })]
  await site.holds(2)
  const sent = await Promise.all([ana, ben, cho, ana].map((who, index) =>
    messages.send({ senderId: who.userId, conversationId: id, clientId: `in-one-turn-${index}`, body: `${index}` })))
  const seqs = sent.map(({ message }) => message.changedSeq)
  for (const poll of waiting) {
    const { events } = await poll.answer()
    t.same(events.filter(({ type }) => type === 'message').map(({ seq }) => seq), seqs)
  }
})
