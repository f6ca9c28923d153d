import type { Test } from 'tap'
import { idOf, NAMES, openCast, type Cast, type Open } from './cast.ts'

/** A story with nearly every kind of event; nothing is recalled. */
async function story (cast: Cast): Promise<{ direct: string, tea: string }> {
  const { introduce, group, say, leave, conversations, contacts, accounts, messages, tick } = cast
  const direct = await introduce('ana', 'ben')
  await introduce('ana', 'cho')
  const tea = await group('ana', ['ben', 'cho'])
  await say('ana', direct, 'hello')
  await say('cho', tea, 'hi all', { readNo: 1 })
  const { no } = await say('ben', tea, 'tpyo')
  await messages.edit({ userId: idOf('ben'), conversationId: tea, no, body: 'typo', notBefore: 0 }, tick())
  await conversations.read(idOf('ana'), tea, 3, tick())
  await conversations.markUnread(idOf('ana'), direct, 1, tick())
  await accounts.change(idOf('ben'), { displayName: 'Benjamin' }, tick())
  await say('ben', direct, 'I am Benjamin now')
  await messages.edit({ userId: idOf('ben'), conversationId: tea, no, body: 'typo, mended', notBefore: 0 }, tick())
  await leave('ben', tea)
  await accounts.change(idOf('ben'), { displayName: 'Benny' }, tick())
  await say('ana', tea, 'ben left')
  await conversations.remove(idOf('ben'), tea, tick())
  await contacts.change(idOf('ana'), 'ben', { remark: 'B.' }, tick())
  await contacts.request({ fromId: idOf('eve'), username: 'ana', note: 'Hey', id: 'r-eve', conversationId: 'd-eve' }, tick())
  await contacts.reject(idOf('ana'), 'r-eve', tick())
  await contacts.block(idOf('ben'), 'ana', tick())
  return { direct, tea }
}

/** Promises of `LedgerStore`. */
export function ledgerContract (t: Test, open: Open): void {
  t.test('any user, cursor and page size → the ledger gives the events that were posted', async t => {
    const cast = await openCast(t, open)
    await story(cast)
    const head = cast.ledger.head()
    t.ok(head > 25, 'something happened')
    for (const name of NAMES) {
      for (let seq = 0; seq <= head; seq++) t.same(await cast.ledgerOf(name, seq), cast.told(name, seq), `${name} after ${seq}`)
      for (const limit of [1, 2, 3, 7]) t.same(await cast.ledgerOf(name, 0, limit), cast.told(name), `${name} by ${limit}`)
    }
  })

  t.test('D6 events → numbered in commit order without gaps, posted in that order', async t => {
    const cast = await openCast(t, open)
    await story(cast)
    t.same(cast.posted.map(({ event }) => event.seq), cast.posted.map((_, index) => index + 1))
  })

  t.test('more events than the limit → cut there, with toSeq', async t => {
    const { introduce, say, ledger } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const from = ledger.head()
    for (const body of ['a', 'b', 'c']) await say('ana', direct, body)
    const cut = await ledger.after(idOf('ben'), from, 2)
    t.match(cut, { toSeq: from + 2, more: true })
    t.same(cut.events.map(event => event.seq), [from + 1, from + 2])
    t.match(await ledger.after(idOf('ben'), from, 3), { toSeq: from + 3, more: false })
    t.same(await ledger.after(idOf('ben'), from + 3, 3), { events: [], toSeq: from + 3, more: false })
    t.same(await ledger.after(idOf('eve'), from, 3), { events: [], toSeq: from + 3, more: false }, 'no events, and toSeq is the head')
  })

  t.test('D1 the same cursor again → the same events', async t => {
    const cast = await openCast(t, open)
    await story(cast)
    t.same(await cast.ledgerOf('ana'), await cast.ledgerOf('ana'))
  })

  t.test('sender renamed → replayed events have the old name, history the new one', async t => {
    const { introduce, say, accounts, messages, ledgerOf, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const { changedSeq } = await say('ana', direct, 'hello')
    await accounts.change(idOf('ana'), { displayName: 'Anastasia' }, tick())
    t.match(await ledgerOf('ben', changedSeq - 1), [{ message: { sender: { displayName: 'ANA' } } }, { type: 'profile' }])
    t.match((await messages.page(idOf('ben'), direct, { limit: 1 }))?.messages, [{ sender: { displayName: 'Anastasia' } }])
  })

  t.test('trimming → older events removed, the newest kept, the boundary returned', async t => {
    const { introduce, say, ledger, tick, ledgerOf } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'old')
    const old = ledger.head()
    const later = tick(1_000)
    await say('ana', direct, 'new')
    t.equal(ledger.trimmedTo(), 0)
    t.equal(await ledger.trim(later), old)
    t.equal(ledger.trimmedTo(), old)
    t.match(await ledgerOf('ben', old), [{ message: { body: 'new' } }])
    const head = ledger.head()
    await ledger.trim(tick(1_000_000))
    t.equal(ledger.trimmedTo(), head - 1)
    t.equal(ledger.head(), head)
    t.equal((await say('ana', direct, 'newest')).changedSeq, head + 1, 'no number is given twice')
  })
}
