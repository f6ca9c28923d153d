import type { Test } from 'tap'
import { bodies, idOf, openCast, type Open } from './cast.ts'

/** Promises of `MessageStore.page`. */
export function historyContract (t: Test, open: Open): void {
  t.test('pages of history → both ways, the newest without a place, always in order', async t => {
    const { introduce, say, messages } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    for (const body of ['a', 'b', 'c', 'd', 'e']) await say('ana', direct, body)
    const page = async (request: { before?: number, after?: number, limit: number }) => {
      const { messages: found, more } = await messages.page(idOf('ben'), direct, request) ?? { messages: [], more: null }
      return [bodies(found).join(''), more]
    }
    t.same(await page({ limit: 3 }), ['cde', true])
    t.same(await page({ limit: 6 }), ['*abcde', false])
    t.same(await page({ before: 4, limit: 2 }), ['ab', true])
    t.same(await page({ before: 3, limit: 2 }), ['*a', false])
    t.same(await page({ after: 2, limit: 2 }), ['bc', true])
    t.same(await page({ after: 4, limit: 2 }), ['de', false])
    t.same(await page({ after: 6, limit: 2 }), ['', false])
    t.same(await page({ after: 2, before: 5, limit: 10 }), ['bc', false])
    t.same(await page({ before: 1, limit: 2 }), ['', false])
  })

  t.test('D32 a member has left → reads everything up to then, nothing later', async t => {
    const { introduce, group, say, send, messages, leave, ledgerOf, told, ledger } = await openCast(t, open)
    await introduce('ana', 'ben')
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben', 'cho'])
    await say('ben', tea, 'before')
    t.equal(await leave('ben', tea), 'done')
    const left = ledger.head()
    await say('ana', tea, 'after')
    t.same(bodies((await messages.page(idOf('ben'), tea, { limit: 10 }))?.messages ?? []), ['*', 'before', '*'])
    t.same(bodies((await messages.page(idOf('cho'), tea, { limit: 10 }))?.messages ?? []), ['*', 'before', '*', 'after'])
    t.same(await send('ben', tea, 'still here?'), { outcome: 'not-found' })
    const events = await ledgerOf('ben')
    t.match(events.at(-1), { seq: left, type: 'member', change: 'left', member: { user: { username: 'ben' } } })
    t.same(events, told('ben'))
    t.equal(await leave('ben', tea), 'done', 'leaving again is no error')
    t.same(await ledgerOf('ben'), told('ben'), 'and tells nobody')
    t.equal(await leave('eve', tea), 'not-found', 'eve was never in')
  })
}
