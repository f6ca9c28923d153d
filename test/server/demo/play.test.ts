import t from 'tap'
import { timed } from '#server/demo/play.ts'
import { WORLD } from '#server/demo/world/index.ts'
import { demoWorld } from './demo-world.ts'

const EVENING = Date.UTC(2026, 10, 20, 20, 14)
const HOUR_MS = 3_600_000

t.test('every hour of the day, in zones far apart → each scene runs forward and ends before now', async t => {
  for (let hour = 0; hour < 24; hour++) {
    for (const timeZone of ['Europe/Lisbon', 'Asia/Shanghai', 'America/St_Johns']) {
      const now = Date.UTC(2026, 9, 26) + hour * HOUR_MS
      for (const { steps } of WORLD.scenes) t.doesNotThrow(() => timed(steps, now, timeZone), `${timeZone} at ${hour}`)
    }
  }
})

t.test('steps in the wrong order, or after now → refused', async t => {
  const play = (...moments: string[]) => () => timed(moments.map(when => [when, 'ana', 'Hello'] as const), EVENING, 'UTC')
  t.throws(play('-1 10:00', '-1 09:00'), /out of order/)
  t.throws(play('0m', ''), /out of order/)
  t.throws(play('yesterday'), /is no moment/)
  t.doesNotThrow(play('-1 10:00', '-1 10:00', '5m', ''))
})

t.test('the world → days of history in both languages, edits and recalls, each at its own time', async t => {
  const { people, messenger: { conversations, messages, contacts } } = await demoWorld(t, { now: EVENING, timeZone: 'Europe/Lisbon' })
  const idOf = async (username: string) => await people.accounts.idOf(username)
  const ana = await idOf('ana')
  t.match((await people.sessions.list(ana, 'cookie')).rows, [{ userAgent: /iPhone/ }], 'a phone of hers')
  t.match(await people.deviceLinks.list(ana, ''), [{ code: null }], 'from which a link for one device more waits')
  t.equal(people.site.get().recallWindowS, 900, 'a setting of the site that is not the default')
  const { conversations: rows, unread } = await conversations.list(ana, { limit: 50 })
  const group = rows.find(({ title }) => title === 'Choir, Thursdays')
  const history = await messages.history(ana, group?.id ?? '', { limit: 200 })
  t.ok(history.messages.length > 60, 'more than a page of messages')
  const said = history.messages.filter(({ kind }) => kind === 'text')
  t.ok(said.some(({ editedAt }) => editedAt !== undefined))
  t.ok(said.some(({ recalledAt, body }) => recalledAt !== undefined && body === ''))
  t.ok(said.some(({ body }) => /[\u4e00-\u9fff]/.test(body)))
  t.ok(said.some(({ replyTo }) => replyTo?.excerpt !== undefined), 'answers')
  t.ok(said.some(({ reactions = [] }) => reactions.some(({ count, mine }) => count > 1 && mine)), 'reactions, ana’s own among them')
  t.ok(said.some(({ mentions = [] }) => mentions.includes('ana')), 'a mention of ana')
  t.ok(said.some(({ mentionsAll = false }) => mentionsAll), 'and one of everybody')
  const times = said.map(({ at }) => at)
  t.same(times, times.toSorted((a, b) => a - b), 'in the order of time')
  t.ok((times.at(-1) ?? 0) < EVENING && (times[0] ?? 0) < EVENING - 7 * 24 * HOUR_MS, 'over a week')
  t.equal(said[0]?.at, Date.UTC(2026, 10, 11, 18, 31), 'at its moment')

  const of = (name: string) => rows.find(row => row.title === name || row.peer?.username === name)?.unread
  t.same([of('xiaoyu'), of('周末骑行'), of('Choir, Thursdays'), of('ben')], [2, 3, 0, 0], 'unread as the scenes say')
  t.equal(unread, 5)
  t.ok(rows.some(({ draft }) => draft !== null && draft !== ''), 'a draft waits')
  t.match((await contacts.requests(ana, { limit: 10 })).incoming, [{ from: { username: 'eve' }, state: 'open' }])

  const eve = await conversations.list(await idOf('eve'), { limit: 50 })
  t.same(eve.conversations, [], 'the newcomer sees nothing of it')
  await t.rejects(messages.history(await idOf('eve'), group?.id ?? '', { limit: 1 }), { code: 'NOT_FOUND' })
})
