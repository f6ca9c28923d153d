import type { Test } from 'tap'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'
import { teaOf } from './groups.ts'

/** Promises of `GroupStore` about members whom an admin mutes. */
export function silencesContract (t: Test, open: Open): void {
  async function muting (cast: Cast) {
    const { tea, ...rest } = await teaOf(cast)
    const mute = (by: Name, username: string, mutedUntil: number | null) =>
      cast.groups.changeMember({ userId: idOf(by), conversationId: tea, username, change: { mutedUntil } }, cast.tick())
    const silencedUntil = async (name: Name) => (await cast.conversations.one(idOf(name), tea))?.silencedUntil
    return { tea, mute, silencedUntil, ...rest }
  }

  t.test('a member is muted → sends, edits and reactions are refused with the time until it is over', async t => {
    const cast = await openCast(t, open)
    const { tea, mute, give } = await muting(cast)
    const { no } = await cast.say('ben', tea, 'before', { clientId: 'ben-before' })
    const until = cast.tick() + 60_000
    t.match(await mute('ana', 'ben', until), { user: { username: 'ben' }, mutedUntil: until })
    const silenced = { outcome: 'silenced', until }
    const react = (on: boolean) => cast.reactions.react({ userId: idOf('ben'), conversationId: tea, no, emoji: '👍', on, kindsMax: 9 }, cast.tick())
    t.same(await cast.send('ben', tea, 'and now?'), silenced)
    t.same(await cast.messages.edit({ userId: idOf('ben'), conversationId: tea, no, body: 'x', notBefore: 0 }, cast.tick()), silenced)
    t.same(await react(true), silenced)
    await give('ana', 'ben', 'admin')
    const pin = () => cast.pins.pin({ userId: idOf('ben'), conversationId: tea, no, on: true, max: 9 }, cast.tick())
    t.same(await pin(), silenced, 'an admin who is muted pins nothing')
    t.match(await react(false), { outcome: 'unchanged' })
    t.match(await cast.send('ben', tea, 'before', { clientId: 'ben-before' }), { outcome: 'duplicate' }, 'a repeat is answered')
    t.equal((await cast.signals.typingAudience(idOf('ben'), tea, 9))?.userIds.length, 0)
    t.match(await cast.send('cho', tea, 'others write'), { outcome: 'stored' })
    await mute('ana', 'ben', null)
    t.match(await cast.send('ben', tea, 'at last'), { outcome: 'stored' })
  })

  t.test('a member is muted, and it is over → they alone are told of both', async t => {
    const cast = await openCast(t, open)
    const { tea, mute, silencedUntil } = await muting(cast)
    const before = cast.ledger.head()
    const until = cast.tick() + 60_000
    await mute('ana', 'ben', until)
    await mute('ana', 'ben', until)
    t.equal(await silencedUntil('ben'), until)
    t.equal(await cast.groups.nextMuteEnd(), until)
    await cast.groups.endMutes(until - 1)
    t.same(await cast.send('ben', tea, 'early'), { outcome: 'silenced', until })
    await cast.groups.endMutes(until)
    t.match(cast.told('ben', before), [{ type: 'silenced', conversationId: tea, silencedUntil: until }, { type: 'silenced', silencedUntil: null }])
    t.equal(cast.told('ben', before).length, 2, 'once each')
    t.same(await cast.ledgerOf('ben', before), cast.told('ben', before))
    t.same([...cast.told('ana', before), ...cast.told('cho', before), ...cast.told('eve', before)], [])
    t.same([await silencedUntil('ben'), await cast.groups.nextMuteEnd()], [null, null])
    t.notOk('mutedUntil' in Object(await mute('ana', 'ben', 1)), 'a time that has passed mutes nobody')
  })

  t.test('muting → owners mute all, admins members; nobody the owner, members and eve nobody', async t => {
    const cast = await openCast(t, open)
    const { mute, give, add } = await muting(cast)
    const until = cast.tick() + 60_000
    t.equal(await mute('ben', 'cho', until), 'admins-only')
    t.equal(await mute('eve', 'cho', until), 'not-found')
    t.equal(await mute('ana', 'ana', until), 'mute-owner')
    t.equal(await mute('ana', 'eve', until), 'no-such-member')
    await give('ana', 'ben', 'admin')
    t.equal(await mute('ben', 'ana', until), 'mute-owner')
    t.equal(await mute('ben', 'ben', until), 'owner-only')
    t.match(await mute('ben', 'cho', until), { mutedUntil: until })
    await add('ben', 'eve')
    await give('ana', 'eve', 'admin')
    t.equal(await mute('ben', 'eve', until), 'owner-only', 'one admin another')
    t.match(await mute('ana', 'eve', until), { mutedUntil: until })
  })

  t.test('a list of members → says to the owner and admins alone until when somebody is muted', async t => {
    const cast = await openCast(t, open)
    const { tea, mute } = await muting(cast)
    const until = cast.tick() + 60_000
    await mute('ana', 'cho', until)
    const seenBy = async (name: Name) => [
      ...(await cast.conversations.members(idOf(name), tea, { limit: 9 }))?.members ?? [],
      ...(await cast.groups.names(idOf(name), tea, { limit: 9 }))?.rows.map(({ member }) => member) ?? [],
      ...await cast.groups.among(idOf(name), tea, ['cho']) ?? []
    ].filter(({ user }) => user.username === 'cho').map(({ mutedUntil }) => mutedUntil)
    t.same(await seenBy('ana'), [until, until, until])
    t.same(await seenBy('ben'), [undefined, undefined, undefined])
  })

  t.test('a muted member leaves and comes back → still muted; becomes the owner → no longer', async t => {
    const cast = await openCast(t, open)
    const { tea, mute, add, silencedUntil, transfer } = await muting(cast)
    const until = cast.tick() + 60_000
    await mute('ana', 'ben', until)
    await cast.leave('ben', tea)
    t.equal(await silencedUntil('ben'), null, 'nothing to write in')
    await add('ana', 'ben')
    t.equal(await silencedUntil('ben'), until)
    t.same(await cast.send('ben', tea, 'back'), { outcome: 'silenced', until })
    const before = cast.ledger.head()
    await transfer('ana', 'ben')
    t.equal(cast.told('ben', before).some(event => event.type === 'silenced' && event.silencedUntil === null), true)
    t.match(await cast.send('ben', tea, 'mine now'), { outcome: 'stored' })
    await cast.groups.endMutes(until)
    t.equal(await cast.groups.nextMuteEnd(), null, 'what ended with the first membership is forgotten as well')
  })

  t.test('a role and a mute in one call → both or neither', async t => {
    const cast = await openCast(t, open)
    const { tea, give, roles } = await muting(cast)
    await give('ana', 'ben', 'admin')
    const change = { role: 'admin', mutedUntil: cast.tick() + 60_000 } as const
    const both = (by: Name) => cast.groups.changeMember({ userId: idOf(by), conversationId: tea, username: 'cho', change }, cast.tick())
    t.equal(await both('ben'), 'owner-only')
    t.same(await roles('ana'), ['ana owner', 'ben admin', 'cho member'])
    t.equal((await cast.conversations.one(idOf('cho'), tea))?.silencedUntil, null)
    t.match(await both('ana'), { role: 'admin', mutedUntil: change.mutedUntil })
  })
}
