// D6: commit, then post, then answer.
import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import t from 'tap'
import type { Message } from '#domain/messages/messages.ts'
import { saidIn, type Reply } from './stage/browser.ts'
import { cast, type Site } from './stage/site.ts'

interface Sent { message?: Message, duplicate?: true, code?: string }

/** Lets the write-ahead log grow by so many bytes; null: without a limit. Beyond it real writes and real COMMITs fail. */
function room (site: Site, bytes: number | null): void {
  const soft = bytes === null ? 'unlimited' : String(statSync(`${site.path}-wal`).size + bytes)
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:unlimited`])
}

const skip = spawnSync('prlimit', ['--version']).status === 0 ? false : 'only Linux lets a process change its own limits'

t.test('D6 a failed commit is told to nobody, and the same send can be repeated', { skip }, async t => {
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
  // Without a listener, the signal sent along with the failed write would end the process.
  process.on('SIGXFSZ', () => {})
  t.teardown(() => room(site, null))
  room(site, 40_000)
  for (let batch = 4; batch < 24; batch += 4) await sayAll(sends.slice(batch, batch + 4))
  const taken = [...answered.values()].flatMap(({ status, body }) => status === 201 && body.message !== undefined ? [body.message] : [])
  const refused = [...answered.values()].filter(({ status }) => status !== 201)
  t.ok(taken.length >= 4 && refused.length >= 4, `${taken.length} were taken, ${refused.length} refused`)
  t.same(new Set(refused.map(({ status }) => status)), new Set([503]), 'with the status for: it is not known whether this was saved')
  t.ok(refused.every(({ headers }) => Number(headers['retry-after']) > 0))
  const told = (await ben.catchUp(from)).events
  t.same(told.map(({ seq }) => seq), taken.map(({ changedSeq }) => changedSeq).sort((a, b) => a - b), 'exactly the messages answered 201 were told')
  t.same((await ben.history(talk)).filter(({ kind }) => kind === 'text').length, taken.length, 'reads still work, and nothing is half written')

  room(site, null)
  await sayAll(sends)
  t.ok([...answered.values()].every(({ status }) => status < 300), 'with room again, every message can be sent')
  const seqs = [...answered.values()].flatMap(({ body }) => body.message?.changedSeq ?? []).sort((a, b) => a - b)
  t.equal((seqs.at(-1) ?? 0) - (seqs[0] ?? 0), sends.length - 1, 'failed commits have used up no number')
  await site.restart()
  const kept = (await ben.catchUp(from)).events.filter(({ type }) => type === 'message')
  t.same(kept.slice(0, told.length), told, 'the messages told before are there under the same number')
  t.same(saidIn(kept).sort(), sends.map(({ body }) => body).sort(), 'and each was stored once')
  t.same((await hers.answer()).status, 'drain', 'and eve was told nothing until the restart')
})

t.test('D6 an answered send is posted already: the next poll holds it', async t => {
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

t.test('D6 messages sent in one turn are told in one answer, in the order of their numbers', async t => {
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
