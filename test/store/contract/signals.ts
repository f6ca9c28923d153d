import type { Test } from 'tap'
import { idOf, openCast, type Name, type Open } from './cast.ts'

const MAX = 50

/** Promises of `SignalStore`. */
export function signalsContract (t: Test, open: Open): void {
  t.test('D13 delivered → only grows; its receipts go to the others in each conversation', async t => {
    const { introduce, group, say, signals, ledger, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben', 'cho'])
    const from = ledger.head()
    await say('ana', direct, 'hi ben')
    const between = ledger.head()
    await say('ana', tea, 'hi all')
    t.same(await signals.advance(new Map([[idOf('ben'), from]]), tick()), [{ userId: idOf('ben'), fromSeq: 0, toSeq: from }])
    t.same(await signals.advance(new Map([[idOf('ben'), between]]), tick()), [{ userId: idOf('ben'), fromSeq: from, toSeq: between }])
    t.same(await signals.advance(new Map([[idOf('ben'), from]]), tick()), [], 'never backwards')
    t.same([await signals.deliveredTo(idOf('ben')), await signals.deliveredTo(idOf('eve')), await signals.deliveredTo('nobody')], [between, 0, 0])
    const newsOf = async (name: Name, fromSeq: number, toSeq: number, max = MAX) => {
      const reached = await signals.reached({ userId: idOf(name), fromSeq, toSeq }, max)
      return await signals.receiptNews(reached.map(conversationId => ({ userId: idOf(name), conversationId })), max)
    }
    const news = await newsOf('ben', from, between)
    t.same(news, [{ conversationId: direct, username: 'ben', deliveredNo: 2, readNo: 0, userIds: [idOf('ana')] }])
    await signals.advance(new Map([[idOf('ben'), ledger.head()]]), tick())
    const [all, ...more] = await newsOf('ben', between, ledger.head())
    t.match(all, { conversationId: tea, deliveredNo: 2 })
    t.same([...all?.userIds ?? []].sort(), [idOf('ana'), idOf('cho')])
    t.same(more, [])
    t.same(await newsOf('ben', between, ledger.head(), 2), [], 'not in groups above the limit')
    t.same(await signals.receiptNews([{ userId: idOf('ben'), conversationId: tea }], 2), [], 'nor when they are named')
    t.same(await signals.receiptNews([{ userId: idOf('eve'), conversationId: direct }], MAX), [])
    const named = await signals.receiptNews([direct, tea].map(conversationId => ({ userId: idOf('ben'), conversationId })), MAX)
    t.same(named.map(receipt => receipt.conversationId), [direct, tea])
  })

  t.test('a blocked user → no signals from the direct conversation', async t => {
    const { introduce, say, signals, contacts, conversations, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'hi')
    const seen = async () => ({
      typing: (await signals.typingAudience(idOf('ben'), direct, MAX))?.userIds,
      news: (await signals.receiptNews([{ userId: idOf('ben'), conversationId: direct }], MAX)).flatMap(news => news.userIds),
      state: (await signals.receipts(idOf('ana'), MAX)).map(receipt => receipt.username),
      page: (await conversations.receipts(idOf('ana'), direct))?.map(receipt => receipt.username),
      presence: (await signals.presences(idOf('ana'))).map(contact => contact.username)
    })
    t.same(await seen(), { typing: [idOf('ana')], news: [idOf('ana')], state: ['ben'], page: ['ben'], presence: ['ben'] })
    await contacts.block(idOf('ben'), 'ana', tick())
    t.same(await seen(), { typing: [], news: [], state: [], page: [], presence: [] })
  })

  t.test('a circle → all contacts, whatever their settings; never eve', async t => {
    const { introduce, signals, accounts, tick } = await openCast(t, open)
    await introduce('ana', 'ben')
    await accounts.change(idOf('ben'), { settings: { presence: false } }, tick())
    t.same(await signals.circle(idOf('ana')), { username: 'ana', contacts: [{ userId: idOf('ben'), username: 'ben' }] })
    t.same(await signals.circle(idOf('eve')), { username: 'eve', contacts: [] })
  })

  t.test('typing switched off → neither sent nor received', async t => {
    const { introduce, signals, accounts, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const typing = async (name: 'ana' | 'ben') => (await signals.typingAudience(idOf(name), direct, MAX))?.userIds
    t.same([await typing('ana'), await typing('ben')], [[idOf('ben')], [idOf('ana')]])
    await accounts.change(idOf('ana'), { settings: { typing: false, receipts: false, presence: false } }, tick())
    t.same([await typing('ana'), await typing('ben')], [[], []])
    for (const name of ['ana', 'ben'] as const) {
      t.same(await signals.receipts(idOf(name), MAX), [])
      t.same(await signals.presences(idOf(name)), [])
      t.same(await signals.presenceAudiences(new Map([[idOf(name), tick()]])), [{ userId: idOf(name), username: name, userIds: [] }])
    }
    t.equal(await signals.typingAudience(idOf('eve'), direct, MAX), null, 'eve is no member')
  })

  t.test('users seen lately → returned with those who may see it', async t => {
    const { introduce, signals, tick } = await openCast(t, open)
    await introduce('ana', 'ben')
    const at = tick(1_000)
    t.same(await signals.presenceAudiences(new Map([[idOf('ana'), at], [idOf('eve'), at - 1]])), [
      { userId: idOf('ana'), username: 'ana', userIds: [idOf('ben')] }, { userId: idOf('eve'), username: 'eve', userIds: [] }
    ])
    await signals.presenceAudiences(new Map([[idOf('ana'), at - 1]]))
    t.same(await signals.seenSince(at, ''), { people: [{ userId: idOf('ana'), username: 'ana', lastSeenAt: at, userIds: [idOf('ben')] }], next: null })
    t.same((await signals.seenSince(at, idOf('ana'))).people, [], 'the next slice')
    t.same((await signals.seenSince(at + 1, '')).people, [])
    t.match(await signals.presences(idOf('ben')), [{ username: 'ana', lastSeenAt: at }])
    t.match(await signals.presencesOf(idOf('ben'), [idOf('ana'), idOf('cho')]), [{ username: 'ana', lastSeenAt: at }])
    t.same(await signals.presencesOf(idOf('ben'), [idOf('cho')]), [])
    t.same(await signals.presencesOf(idOf('eve'), [idOf('ana')]), [], 'nobody else’s presence is eve’s to see')
  })

  t.test('S5 users seen lately with 1,000 contacts each → one user a slice', async t => {
    const { accounts, contacts, signals, tick } = await openCast(t, open)
    const at = tick(1_000)
    const known: Name[] = ['ana', 'ben', 'cho']
    await signals.presenceAudiences(new Map(known.map(name => [idOf(name), at])))
    for (let n = 0; n < 1_000; n++) {
      const fan = `fan-${n}`
      await accounts.create({ id: fan, username: fan, displayName: fan, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }, null, at)
      for (const username of known.slice(0, 2)) {
        await contacts.request({ fromId: fan, username, note: '', id: `${fan}-${username}`, conversationId: `${fan}-${username}-d` }, at)
        await contacts.accept(idOf(username), `${fan}-${username}`, `${fan}-${username}-d`, at)
      }
    }
    const slices: string[][] = []
    for (let next: string | null = ''; next !== null;) {
      const slice: Awaited<ReturnType<typeof signals.seenSince>> = await signals.seenSince(at, next)
      if (slice.people.length > 0) slices.push(slice.people.map(({ username, userIds }) => `${username} ${userIds.length}`))
      next = slice.next
    }
    t.same(slices, [['ana 1000'], ['ben 1000'], ['cho 0']])
  })
}
