import type { Test } from 'tap'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

const REACT = { kindsMax: 3, emoji: '👍', on: true }

/** Ana has said something to ben. */
async function said (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const direct = await cast.introduce('ana', 'ben')
  const { no } = await cast.say('ana', direct, 'Cake!')
  return { ...cast, direct, no, react: reacting(cast, direct, no), shown: (name: Name) => shownTo(cast, name, direct, no) }
}

function reacting ({ reactions, tick }: Cast, conversationId: string, no: number) {
  return (name: Name, emoji = '👍', on = true) => reactions.react({ ...REACT, userId: idOf(name), conversationId, no, emoji, on }, tick())
}

async function shownTo ({ messages }: Cast, name: Name, conversationId: string, no: number) {
  const page = await messages.page(idOf(name), conversationId, { before: no + 1, limit: 1 })
  return page?.messages[0]?.reactions?.map(({ emoji, count, mine }) => `${emoji}${count}${mine ? ' mine' : ''}`).join() ?? ''
}

/** Promises of `ReactionStore`. */
export function reactionsContract (t: Test, open: Open): void {
  t.test('a reaction → an event of all members, and counts in what each of them reads', async t => {
    const { react, shown, no, told, ledgerOf, ledger, direct } = await said(t, open)
    const before = ledger.head()
    t.match(await react('ben'), { outcome: 'changed', message: { no, changedSeq: before + 1, reactions: [{ emoji: '👍', count: 1, mine: true }] } })
    await react('ana', '❤️')
    await react('ana')
    t.same([await shown('ana'), await shown('ben')], ['👍2 mine,❤️1 mine', '👍2 mine,❤️1'])
    const event = { type: 'reaction', conversationId: direct, no, emoji: '👍', on: true }
    const events = [{ ...event, by: { username: 'ben' }, count: 1 }, { ...event, emoji: '❤️', by: { username: 'ana' } }, { ...event, count: 2 }]
    for (const name of ['ana', 'ben'] as const) {
      t.match(told(name, before), events)
      t.same(await ledgerOf(name), told(name))
    }
  })

  t.test('a reaction again, or one that is not there taken back → nothing changes', async t => {
    const { react, ledger, shown } = await said(t, open)
    t.match(await react('ben', '👍', false), { outcome: 'unchanged', message: { reactions: undefined } })
    await react('ben')
    const head = ledger.head()
    t.match(await react('ben'), { outcome: 'unchanged', message: { changedSeq: head } })
    t.equal(ledger.head(), head)
    t.match(await react('ben', '👍', false), { outcome: 'changed', message: { changedSeq: head + 1, reactions: undefined } })
    t.equal(await shown('ana'), '')
    await react('ben')
    t.equal(await shown('ana'), '👍1', 'and it can be given again')
  })

  t.test('a reaction → moves neither unread nor order; an edit keeps it, texts of events stay', async t => {
    const { react, no, direct, conversations, messages, tick, ledgerOf, told, shown } = await said(t, open)
    const row = async () => {
      const { unread, lastNo, activeAt } = await conversations.one(idOf('ben'), direct) ?? {}
      return [unread, lastNo, activeAt]
    }
    const before = await row()
    await react('ana')
    t.same(await row(), before)
    await messages.edit({ userId: idOf('ana'), conversationId: direct, no, body: 'Cakes!', notBefore: 0 }, tick())
    await react('ben')
    await messages.edit({ userId: idOf('ana'), conversationId: direct, no, body: 'All the cakes!', notBefore: 0 }, tick())
    t.equal(await shown('ben'), '👍2 mine')
    const events = await ledgerOf('ben')
    t.same(events, told('ben'))
    t.same(events.map(event => 'message' in event && event.message.body).filter(body => typeof body === 'string' && body.endsWith('!')),
      ['Cake!', 'Cakes!', 'All the cakes!'])
    t.equal((await conversations.one(idOf('ben'), direct))?.lastMessage?.reactions, undefined, 'lists tell none')
  })

  t.test('recall → takes the reactions away, and no more are taken', async t => {
    const { react, shown, messages, reactions, direct, no, tick } = await said(t, open)
    await react('ben')
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.equal(await shown('ben'), '')
    t.same((await reactions.reactors(idOf('ben'), direct, no, { limit: 10 }))?.rows, [])
    t.same(await react('ben'), { outcome: 'recalled' })
    t.same(await react('ben', '👍', false), { outcome: 'recalled' })
  })

  t.test('more kinds than a message takes → refused; another of a kind that is there is not', async t => {
    const { react, shown } = await said(t, open)
    for (const emoji of ['👍', '❤️', '🙏']) await react('ana', emoji)
    t.same(await react('ben', '😂'), { outcome: 'too-many' })
    t.match(await react('ben', '🙏'), { outcome: 'changed' })
    await react('ana', '❤️', false)
    t.match(await react('ben', '😂'), { outcome: 'changed' })
    t.equal(await shown('ben'), '👍1,🙏2 mine,😂1 mine')
  })

  t.test('a reaction by eve, to a line of the server, by no contact → refused like a send', async t => {
    const { react, contacts, reactions, direct, no, tick, ledger } = await said(t, open)
    await react('ben')
    const head = ledger.head()
    t.same(await react('eve'), { outcome: 'not-found' })
    t.equal(await reactions.reactors(idOf('eve'), direct, no, { limit: 10 }), null)
    t.same(await reactions.react({ ...REACT, userId: idOf('ana'), conversationId: direct, no: 1 }, tick()), { outcome: 'forbidden' })
    t.same(await reactions.react({ ...REACT, userId: idOf('ana'), conversationId: direct, no: 99 }, tick()), { outcome: 'not-found' })
    t.equal(ledger.head(), head)
    await contacts.block(idOf('ben'), 'ana', tick())
    t.same([await react('ana'), await react('ben', '👍', false)], [{ outcome: 'not-a-contact' }, { outcome: 'not-a-contact' }])
  })

  t.test('reactors → by emoji, page by page', async t => {
    const { react, reactions, direct, no } = await said(t, open)
    for (const [name, emoji] of [['ben', '🙏'], ['ana', '👍'], ['ben', '👍']] as const) await react(name, emoji)
    const seen: string[] = []
    for (let after: string | undefined; ;) {
      const page = await reactions.reactors(idOf('ben'), direct, no, { limit: 1, after })
      seen.push(...page?.rows.map(({ emoji, user }) => emoji + user.username) ?? [])
      if (page?.more !== true || page.next === null) break
      after = page.next
    }
    t.same(seen, ['👍ana', '👍ben', '🙏ben'])
  })

  t.test('D32 a former member → sees the reactions of then, and gives none', async t => {
    const cast = await openCast(t, open)
    const { introduce, group, say, messages, reactions, leave } = cast
    await introduce('ana', 'ben')
    const tea = await group('ana', ['ben'])
    const { no } = await say('ana', tea, 'Cake!')
    const react = reacting(cast, tea, no)
    await react('ben')
    await react('ana')
    const { changedSeq } = (await messages.page(idOf('ben'), tea, { before: no + 1, limit: 1 }))?.messages[0] ?? {}
    await leave('ben', tea)
    await react('ana', '👍', false)
    await react('ana', '❤️')
    t.same([await shownTo(cast, 'ana', tea, no), await shownTo(cast, 'ben', tea, no)], ['👍1,❤️1 mine', '👍2 mine'])
    t.equal((await messages.page(idOf('ben'), tea, { before: no + 1, limit: 1 }))?.messages[0]?.changedSeq, changedSeq)
    t.same((await reactions.reactors(idOf('ben'), tea, no, { limit: 9 }))?.rows.map(({ emoji }) => emoji), ['👍', '👍'])
    t.same(await react('ben', '🙏'), { outcome: 'not-found' })
  })
}
