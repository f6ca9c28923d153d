import type { Test } from 'tap'
import { bodies, idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

const MAX = 3

function pinning ({ pins, tick }: Cast, conversationId: string) {
  return (name: Name, no: number, on = true) => pins.pin({ userId: idOf(name), conversationId, no, on, max: MAX }, tick())
}

function listing ({ pins }: Cast, conversationId: string) {
  return async (name: Name) => (await pins.pins(idOf(name), conversationId, { limit: 50 }))?.rows.map(({ message }) => message.body) ?? null
}

/** The texts that somebody reads as pinned, in their order. */
function marking ({ messages }: Cast, conversationId: string) {
  return async (name: Name) => {
    const shown = await messages.page(idOf(name), conversationId, { limit: 50 })
    return shown?.messages.filter(message => message.pinned === true).map(({ body }) => body) ?? null
  }
}

/** Ana has said something to ben. */
async function said (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const direct = await cast.introduce('ana', 'ben')
  const { no } = await cast.say('ana', direct, 'Cake!')
  return { ...cast, direct, no, pin: pinning(cast, direct), pinned: listing(cast, direct), marked: marking(cast, direct) }
}

/** Ana's group of ben and cho. */
async function grouped (t: Test, open: Open) {
  const cast = await openCast(t, open)
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  return { ...cast, tea, pin: pinning(cast, tea), pinned: listing(cast, tea), marked: marking(cast, tea) }
}

/** Promises of `PinStore`. */
export function pinsContract (t: Test, open: Open): void {
  t.test('a pin → an event and a line that quotes the message, for all; its end → an event alone', async t => {
    const { pin, pinned, marked, pins, no, direct, told, ledgerOf, ledger } = await said(t, open)
    const before = ledger.head()
    t.match(await pin('ben', no), { outcome: 'changed', message: { no } })
    const line = { kind: 'system', body: '{"line":"pinned","by":"BEN"}', replyTo: { no, excerpt: 'Cake!', recalled: false } }
    const event = { type: 'pin', conversationId: direct, no, by: { username: 'ben' } }
    t.match(await pins.pins(idOf('ana'), direct, { limit: 9 }), { rows: [{ message: { no }, by: { username: 'ben' }, seq: before + 1 }], more: false })
    t.same([await pinned('ana'), await pinned('ben'), await marked('ana'), await marked('ben')], [['Cake!'], ['Cake!'], ['Cake!'], ['Cake!']])
    t.match(await pin('ana', no, false), { outcome: 'changed' })
    t.same([await pinned('ana'), await marked('ana')], [[], []])
    for (const name of ['ana', 'ben'] as const) {
      t.match(told(name, before), [{ ...event, on: true }, { type: 'message', message: line }, { ...event, by: { username: 'ana' }, on: false }])
      t.same(await ledgerOf(name), told(name))
    }
  })

  t.test('pinned again, or unpinned without a pin → nothing changes', async t => {
    const { pin, pinned, no, ledger } = await said(t, open)
    t.match(await pin('ben', no, false), { outcome: 'unchanged' })
    await pin('ben', no)
    const head = ledger.head()
    t.match(await pin('ana', no), { outcome: 'unchanged' })
    t.equal(ledger.head(), head)
    await pin('ana', no, false)
    t.match(await pin('ana', no), { outcome: 'changed' }, 'and it can be pinned again')
    t.same(await pinned('ben'), ['Cake!'])
  })

  t.test('a pin → never unread; moves the row as its line does, its end does not', async t => {
    const { pin, no, direct, conversations, messages } = await said(t, open)
    const row = async () => {
      const { unread, lastNo, saidSeq } = await conversations.one(idOf('ben'), direct) ?? {}
      return { unread, lastNo, saidSeq }
    }
    const changed = async () => (await messages.page(idOf('ben'), direct, { before: no + 1, limit: 1 }))?.messages[0]?.changedSeq
    const [before, changedBefore] = [await row(), await changed()]
    await pin('ana', no)
    const after = await row()
    t.match(after, { unread: before.unread, lastNo: no + 1 })
    await pin('ana', no, false)
    t.same(await row(), after)
    t.equal(await changed(), changedBefore, 'the message itself is the same')
  })

  t.test('D15 recall → pinned no longer, and its words are in no line; edits are followed', async t => {
    const { pin, pinned, marked, messages, direct, no, tick, ledgerOf } = await said(t, open)
    await pin('ben', no)
    await messages.edit({ userId: idOf('ana'), conversationId: direct, no, body: 'All the cakes', notBefore: 0 }, tick())
    t.same(await pinned('ben'), ['All the cakes'])
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.same([await pinned('ben'), await marked('ben')], [[], []])
    t.notMatch(JSON.stringify(await ledgerOf('ben')), /cake/i)
    t.same([await pin('ben', no), await pin('ben', no, false)], [{ outcome: 'recalled' }, { outcome: 'recalled' }])
  })

  t.test('more pins than a conversation has → refused; one that is there is not; one less → room', async t => {
    const { pin, pinned, say, direct, no, pins } = await said(t, open)
    const nos = [no]
    for (const body of ['two', 'three', 'four']) nos.push((await say('ben', direct, body)).no)
    const [one = 0, two = 0, three = 0, four = 0] = nos
    for (const each of [two, one, three]) await pin('ana', each)
    t.same(await pin('ben', four), { outcome: 'too-many' })
    t.match(await pin('ben', two), { outcome: 'unchanged' })
    await pin('ben', two, false)
    t.match(await pin('ben', four), { outcome: 'changed' })
    t.same(await pinned('ana'), ['four', 'three', 'Cake!'], 'the latest pinned first')
    const seen: string[] = []
    for (let after: string | undefined; ;) {
      const page = await pins.pins(idOf('ben'), direct, { limit: 1, after })
      seen.push(...bodies(page?.rows.map(({ message }) => message) ?? []))
      if (page?.more !== true || page.next === null) break
      after = page.next
    }
    t.same(seen, ['four', 'three', 'Cake!'], 'page by page')
  })

  t.test('a pin by eve, of a line of the server, by no contact → refused like a send', async t => {
    const { pin, marked, pins, contacts, direct, no, tick, ledger } = await said(t, open)
    await pin('ben', no)
    const head = ledger.head()
    t.same([await pin('eve', no), await pin('eve', no, false)], [{ outcome: 'not-found' }, { outcome: 'not-found' }])
    t.same([await pins.pins(idOf('eve'), direct, { limit: 9 }), await marked('eve')], [null, null])
    t.same([await pin('ana', 1), await pin('ana', 99)], [{ outcome: 'forbidden' }, { outcome: 'not-found' }])
    t.equal(ledger.head(), head)
    await contacts.block(idOf('ben'), 'ana', tick())
    t.same([await pin('ana', no), await pin('ben', no, false)], [{ outcome: 'not-a-contact' }, { outcome: 'not-a-contact' }])
  })

  t.test('D32 in a group → for the owner and admins; members see, and neither pin nor unpin', async t => {
    const { pin, pinned, say, tea, groups, tick } = await grouped(t, open)
    const { no } = await say('ben', tea, 'Rules')
    t.same(await pin('ben', no), { outcome: 'admins-only' })
    await groups.changeMember({ userId: idOf('ana'), conversationId: tea, username: 'ben', change: { role: 'admin' } }, tick())
    await groups.change({ userId: idOf('ana'), conversationId: tea, change: { quiet: true } }, tick())
    t.match(await pin('ben', no), { outcome: 'changed' })
    t.same(await pin('cho', no, false), { outcome: 'admins-only' })
    t.same([await pinned('cho'), await pinned('eve')], [['Rules'], null])
  })

  t.test('D32 a newcomer → is told of no pin of before, and their line quotes nothing', async t => {
    const cast = await grouped(t, open)
    const { pin, pinned, say, tea, groups, leave, tick, told, ledgerOf } = cast
    const { no } = await say('ana', tea, 'Old secret')
    await leave('cho', tea)
    const { no: meanwhile } = await say('ana', tea, 'Meanwhile')
    await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['cho'], max: 100 }, tick())
    await pin('ana', meanwhile)
    t.same([await pinned('ben'), await pinned('cho')], [['Meanwhile'], []])
    t.match(told('cho').at(-1), { type: 'message', message: { replyTo: { no: meanwhile, excerpt: undefined } } })
    t.notMatch(JSON.stringify(told('cho')), /"type":"pin"|Meanwhile/)
    await pin('ana', no)
    t.same(await pinned('cho'), ['Old secret'], 'an earlier membership counts')
    t.same(await pin('cho', meanwhile), { outcome: 'not-found' })
    for (const name of ['ben', 'cho'] as const) t.same(await ledgerOf(name), told(name))
  })

  t.test('D32 a former member → sees the pins of then; a recall takes them from everybody', async t => {
    const { pin, pinned, marked, say, tea, leave, messages, tick } = await grouped(t, open)
    const { no: first } = await say('ana', tea, 'first')
    const { no: second } = await say('ana', tea, 'second')
    await pin('ana', first)
    await leave('ben', tea)
    await pin('ana', first, false)
    await pin('ana', second)
    t.same([await pinned('ana'), await pinned('ben')], [['second'], ['first']])
    t.same([await marked('ana'), await marked('ben')], [['second'], ['first']], 'as the lists are')
    t.same(await pin('ben', second), { outcome: 'not-found' })
    await messages.recall({ userId: idOf('ana'), conversationId: tea, no: first, notBefore: 0 }, tick())
    t.same([await pinned('ana'), await pinned('ben')], [['second'], []])
  })
}
