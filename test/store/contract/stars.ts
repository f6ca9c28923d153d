import type { Test } from 'tap'
import { idOf, openCast, type Name, type Open } from './cast.ts'

const MAX = 3

/** Ana's group of ben and cho. */
async function grouped (t: Test, open: Open) {
  const cast = await openCast(t, open)
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const star = (name: Name, no: number, on = true) =>
    cast.stars.star({ userId: idOf(name), conversationId: tea, no, on, max: MAX }, cast.tick())
  const starred = async (name: Name) => (await cast.stars.stars(idOf(name), { limit: 50 })).rows.map(({ body }) => body)
  // As the messages of a page have it.
  const marked = async (name: Name) =>
    (await cast.messages.page(idOf(name), tea, { limit: 50 }))?.messages.filter(message => message.starred === true).map(({ body }) => body)
  return { ...cast, tea, star, starred, marked }
}

/** Promises of `StarStore`. */
export function starsContract (t: Test, open: Open): void {
  t.test('a star → an event of one’s own, in what one reads and in nobody else’s', async t => {
    const { tea, say, star, starred, marked, told, ledgerOf, ledger, conversations } = await grouped(t, open)
    const { no } = await say('ana', tea, 'Cake!')
    const before = ledger.head()
    const row = await conversations.one(idOf('ben'), tea)
    t.match(await star('ben', no), { outcome: 'changed', message: { no, starred: true } })
    t.same([await starred('ben'), await marked('ben'), await starred('ana'), await marked('ana')], [['Cake!'], ['Cake!'], [], []])
    t.match(await star('ben', no, false), { outcome: 'changed', message: { starred: undefined } })
    t.same([await starred('ben'), await marked('ben')], [[], []])
    const event = { type: 'star', conversationId: tea, no }
    t.match(told('ben', before), [{ ...event, on: true }, { ...event, on: false }])
    t.same([told('ana', before), told('cho', before)], [[], []])
    t.same(await ledgerOf('ben'), told('ben'))
    t.same(await conversations.one(idOf('ben'), tea), row, 'the row of the list is the same')
  })

  t.test('starred again, or a star taken back that is not there → nothing changes', async t => {
    const { tea, say, star, ledger } = await grouped(t, open)
    const { no } = await say('ana', tea, 'Cake!')
    t.match(await star('ben', no, false), { outcome: 'unchanged' })
    await star('ben', no)
    const head = ledger.head()
    t.match(await star('ben', no), { outcome: 'unchanged', message: { starred: true } })
    t.equal(ledger.head(), head)
  })

  t.test('the list → the latest starred first, page by page, over conversations', async t => {
    const { tea, say, star, stars, tick } = await grouped(t, open)
    const nos = [(await say('ana', tea, 'one')).no, (await say('ana', tea, 'two')).no]
    const other = await say('ana', 'direct-ana-ben', 'other')
    await star('ben', nos[1] ?? 0)
    await stars.star({ userId: idOf('ben'), conversationId: 'direct-ana-ben', no: other.no, on: true, max: MAX }, tick())
    await star('ben', nos[0] ?? 0)
    const seen: string[] = []
    for (let after: string | undefined; ;) {
      const page = await stars.stars(idOf('ben'), { limit: 1, after })
      seen.push(...page.rows.map(({ body }) => body))
      if (!page.more || page.next === null) break
      after = page.next
    }
    t.same(seen, ['one', 'other', 'two'])
  })

  t.test('D15 edits are followed; a recall takes the star away, and none is given any more', async t => {
    const { tea, say, star, starred, marked, messages, tick } = await grouped(t, open)
    const { no } = await say('ana', tea, 'Cake!')
    await star('ben', no)
    const change = { userId: idOf('ana'), conversationId: tea, no, notBefore: 0 }
    await messages.edit({ ...change, body: 'Cakes!' }, tick())
    t.same([await starred('ben'), await marked('ben')], [['Cakes!'], ['Cakes!']])
    await messages.recall(change, tick())
    t.same([await starred('ben'), await marked('ben')], [[], []])
    t.same([await star('ben', no), await star('ben', no, false)], [{ outcome: 'recalled' }, { outcome: 'recalled' }])
  })

  t.test('more stars than one may have → refused; a recall makes room', async t => {
    const { tea, say, star, starred, messages, tick } = await grouped(t, open)
    const nos: number[] = []
    for (const body of ['1', '2', '3', '4']) nos.push((await say('ana', tea, body)).no)
    for (const no of nos.slice(0, MAX)) await star('ben', no)
    t.same(await star('ben', nos[3] ?? 0), { outcome: 'too-many' })
    t.match(await star('cho', nos[3] ?? 0), { outcome: 'changed' }, 'others have their own')
    await messages.recall({ userId: idOf('ana'), conversationId: tea, no: nos[0] ?? 0, notBefore: 0 }, tick())
    t.match(await star('ben', nos[3] ?? 0), { outcome: 'changed' })
    t.same(await starred('ben'), ['4', '3', '2'])
  })

  t.test('eve, a line of the server, a message that is not there → no star', async t => {
    const { tea, say, star, starred, ledger } = await grouped(t, open)
    const { no } = await say('ana', tea, 'Cake!')
    const head = ledger.head()
    t.same([await star('eve', no), await star('eve', no, false), await star('ben', 99)], Array(3).fill({ outcome: 'not-found' }))
    t.same(await star('ben', 1), { outcome: 'forbidden' })
    t.same([await starred('eve'), ledger.head()], [[], head])
  })

  t.test('people apart by a block → star what they may read; nothing of it reaches the other', async t => {
    const { say, stars, contacts, told, tick } = await grouped(t, open)
    const { no } = await say('ana', 'direct-ana-ben', 'Cake!')
    await contacts.block(idOf('ana'), 'ben', tick())
    const before = told('ana').length
    t.match(await stars.star({ userId: idOf('ben'), conversationId: 'direct-ana-ben', no, on: true, max: MAX }, tick()), { outcome: 'changed' })
    t.equal(told('ana').length, before)
  })

  t.test('D32 stars → within one’s periods, after leaving too; not of meanwhile, nor once removed', async t => {
    const { tea, say, star, starred, leave, groups, messages, conversations, tick } = await grouped(t, open)
    const before = await say('ana', tea, 'before')
    const hers = await say('ana', tea, 'hers')
    await star('ben', before.no)
    await leave('ben', tea)
    const meanwhile = await say('ana', tea, 'meanwhile')
    t.match([await star('ben', hers.no), await star('ben', meanwhile.no)], [{ outcome: 'changed' }, { outcome: 'not-found' }])
    await messages.edit({ userId: idOf('ana'), conversationId: tea, no: before.no, body: 'changed', notBefore: 0 }, tick())
    t.same(await starred('ben'), ['hers', 'before'], 'as it was then')
    await conversations.remove(idOf('ben'), tea, tick())
    t.same([await starred('ben'), await star('ben', hers.no, false)], [[], { outcome: 'not-found' }])
    await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['ben'], max: 100 }, tick())
    t.same(await starred('ben'), ['hers', 'changed'], 'and they are back with the membership')
  })
}
