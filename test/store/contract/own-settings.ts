import type { Test } from 'tap'
import { NOTHING_CHOSEN, NOTHING_CHOSEN_FOR_SELF, ownSettingsIn } from '#domain/conversations/own-settings.ts'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

/** Promises of `ConversationStore`: what users choose about their conversations. */
export function ownSettingsContract (t: Test, open: Open): void {
  async function listsOf ({ conversations }: Cast, name: Name) {
    const page = (archived: boolean) => conversations.list(idOf(name), { limit: 50, archived })
    const ids = async (archived: boolean) => (await page(archived)).conversations.map(({ id }) => id)
    const { unread, archived } = await conversations.list(idOf(name), { limit: 1 })
    return { listed: await ids(false), archive: await ids(true), unread, archived }
  }

  t.test('U133 a choice → kept for this user alone, told to their browsers; a repeat tells nothing', async t => {
    const { conversations, introduce, ledger, told, ledgerOf, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const self = await conversations.direct(idOf('ana'), 'ana', 'self-ana', tick())
    t.match(self, { conversation: NOTHING_CHOSEN_FOR_SELF }, 'notes to self are pinned from the start')
    t.match(await conversations.one(idOf('ana'), direct), NOTHING_CHOSEN)
    const before = ledger.head()
    const chosen = await conversations.choose(idOf('ana'), direct, { pinned: true, notify: 'mentions' }, tick())
    t.same(chosen && ownSettingsIn(chosen), { ...NOTHING_CHOSEN, pinned: true, notify: 'mentions' })
    await conversations.choose(idOf('ana'), direct, { pinned: true }, tick())
    await conversations.choose(idOf('ana'), 'self-ana', { pinned: false }, tick())
    t.match(await conversations.one(idOf('ana'), 'self-ana'), { pinned: false })
    t.same(told('ana', before).map(({ seq, at, ...body }) => body), [
      { type: 'conversation-settings', conversationId: direct, ...NOTHING_CHOSEN, pinned: true, notify: 'mentions' },
      { type: 'conversation-settings', conversationId: 'self-ana', ...NOTHING_CHOSEN }
    ])
    t.same(await ledgerOf('ana', before), told('ana', before))
    t.same([...told('ben', before), ...told('eve', before)], [])
    t.match(await conversations.one(idOf('ben'), direct), NOTHING_CHOSEN)
  })

  t.test('D14 muted by a choice or for a time → not in the total, which is right again at the end', async t => {
    const cast = await openCast(t, open)
    const { conversations, introduce, say, tick, ledger, told } = cast
    const direct = await introduce('ben', 'ana')
    const other = await introduce('cho', 'ana')
    for (const body of ['one', 'two']) await say('ben', direct, body)
    await say('cho', other, 'three')
    t.equal((await listsOf(cast, 'ana')).unread, 3)
    await conversations.choose(idOf('ana'), direct, { notify: 'mentions' }, tick())
    t.equal((await listsOf(cast, 'ana')).unread, 3, '“mentions” limits notification only')
    await conversations.choose(idOf('ana'), direct, { notify: 'none' }, tick())
    t.match(await listsOf(cast, 'ana'), { unread: 1 })
    t.match(await conversations.one(idOf('ana'), direct), { unread: 2 }, 'its own number stays')
    const until = tick() + 1_000
    await conversations.choose(idOf('ana'), other, { mutedUntil: until }, tick())
    t.equal(await conversations.nextMuteEnd(), until)
    await say('cho', other, 'four')
    t.equal((await listsOf(cast, 'ana')).unread, 0)
    await conversations.endMutes(until - 1)
    t.equal((await listsOf(cast, 'ana')).unread, 0)
    const before = ledger.head()
    await conversations.endMutes(until)
    t.equal((await listsOf(cast, 'ana')).unread, 2)
    t.match(told('ana', before), [{ type: 'conversation-settings', conversationId: other, mutedUntil: null }])
    t.equal(await conversations.nextMuteEnd(), null)
    await conversations.choose(idOf('ana'), other, { mutedUntil: until - 1 }, until)
    t.match(await conversations.one(idOf('ana'), other), { mutedUntil: null }, 'a time that has passed mutes nothing')
  })

  t.test('archived → in its own list until a new message, muted for longer; hidden → in none', async t => {
    const cast = await openCast(t, open)
    const { conversations, introduce, say, tick } = cast
    const direct = await introduce('ben', 'ana')
    const other = await introduce('cho', 'ana')
    await say('ben', direct, 'one')
    await conversations.choose(idOf('ana'), direct, { archived: true }, tick())
    t.same(await listsOf(cast, 'ana'), { listed: [other], archive: [direct], unread: 1, archived: 1 })
    t.same((await conversations.names(idOf('ana'), { limit: 9 })).rows.map(({ id }) => id), [direct, other], 'a search finds it')
    await say('ben', direct, 'two')
    t.same(await listsOf(cast, 'ana'), { listed: [direct, other], archive: [], unread: 2, archived: 0 })
    const until = tick() + 1_000
    await conversations.choose(idOf('ana'), direct, { archived: true, mutedUntil: until }, tick())
    await say('ben', direct, 'three')
    t.match(await listsOf(cast, 'ana'), { listed: [other], archive: [direct], unread: 0 })
    await conversations.endMutes(until)
    t.match(await listsOf(cast, 'ana'), { archive: [direct], unread: 3 }, 'what was said while it was muted brings nothing back')
    await say('ben', direct, 'four')
    t.match(await listsOf(cast, 'ana'), { listed: [direct, other], unread: 4 })
    await conversations.choose(idOf('ana'), direct, { notify: 'none' }, tick())
    t.match(await listsOf(cast, 'ana'), { listed: [direct, other] }, 'muting archives nothing')
    await conversations.choose(idOf('ana'), direct, { notify: 'all', hidden: true }, tick())
    t.same(await listsOf(cast, 'ana'), { listed: [other], archive: [], unread: 0, archived: 0 })
    t.match(await conversations.one(idOf('ana'), direct), { hidden: true, unread: 0 })
    await say('ben', direct, 'five')
    t.match(await listsOf(cast, 'ana'), { listed: [direct, other], unread: 1 })
    t.match(await conversations.one(idOf('ana'), direct), { hidden: false, archived: false })
  })

  t.test('a group left and removed → its settings stay, and end their mute without an event', async t => {
    const { conversations, introduce, group, ledger, told, tick, leave } = await openCast(t, open)
    await introduce('ana', 'ben')
    const tea = await group('ana', ['ben'])
    await conversations.choose(idOf('ben'), tea, { mutedUntil: tick() + 10 }, tick())
    await leave('ben', tea)
    t.match(await conversations.choose(idOf('ben'), tea, { pinned: true }, tick()), { left: true, pinned: true })
    await conversations.remove(idOf('ben'), tea, tick())
    t.equal(await conversations.choose(idOf('ben'), tea, { pinned: false }, tick()), null)
    const before = ledger.head()
    await conversations.endMutes(tick(100))
    t.equal(await conversations.nextMuteEnd(), null)
    t.same(told('ben', before), [])
  })

  t.test('the next unread conversation → round the list from there, past muted ones, the marked too', async t => {
    const { conversations, introduce, say, tick } = await openCast(t, open)
    const [ben, cho, eve] = [await introduce('ben', 'ana'), await introduce('cho', 'ana'), await introduce('eve', 'ana')]
    const next = (id: string | null) => conversations.nextUnread(idOf('ana'), id)
    t.equal(await next(null), null)
    await say('cho', cho, 'one')
    await say('eve', eve, 'two')
    await conversations.markUnread(idOf('ana'), ben, 1, tick())
    t.same(await Promise.all([null, eve, cho, ben, 'gone'].map(next)), [eve, cho, ben, eve, eve])
    await conversations.choose(idOf('ana'), cho, { notify: 'none' }, tick())
    t.same(await Promise.all([null, eve, cho, ben].map(next)), [eve, ben, ben, eve])
    await conversations.choose(idOf('ana'), ben, { archived: true }, tick())
    await conversations.read(idOf('ana'), eve, 9, tick())
    t.same(await Promise.all([null, ben].map(next)), [ben, null], 'archived ones last; not the one that is open')
  })

  t.test('eve chooses about a conversation of others → nothing, and nobody is told', async t => {
    const { conversations, introduce, ledger, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const before = ledger.head()
    t.equal(await conversations.choose(idOf('eve'), direct, { pinned: true, hidden: true }, tick()), null)
    t.equal(await conversations.choose(idOf('eve'), 'no-such', { mutedUntil: tick() + 10 }, tick()), null)
    t.equal(ledger.head(), before)
    t.equal(await conversations.nextMuteEnd(), null)
  })
}
