import type { Test } from 'tap'
import type { StoredGroupInvite } from '#domain/conversations/group-invites.ts'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

/** ana's group with ben and cho; eve is a stranger to all of them. */
async function teaOf (cast: Cast) {
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const { groups, groupInvites, tick } = cast
  const hashOf = (id: string) => Buffer.from(id)
  let requests = 0
  return {
    tea,
    make: (name: Name, id: string, more: Partial<StoredGroupInvite> = {}) => groupInvites.make({
      userId: idOf(name),
      conversationId: tea,
      max: 3,
      invite: { id, createdAt: tick(), expiresAt: null, usesLeft: null, codeHash: hashOf(id), ...more }
    }, tick()),
    join: (name: Name, id: string, max = 9) => groupInvites.join({
      userId: idOf(name), codeHash: hashOf(id), note: 'Hello', requestId: `r-${++requests}`, max, requestsMax: 2
    }, tick()),
    preview: (name: Name | null, id: string) => groupInvites.preview(hashOf(id), name === null ? null : idOf(name), tick()),
    list: (name: Name, limit = 9, after?: string) =>
      groupInvites.list({ userId: idOf(name), conversationId: tea, page: { limit, after } }, tick()),
    revoke: (name: Name, id: string) => groupInvites.revoke({ userId: idOf(name), conversationId: tea, id }, tick()),
    requests: (name: Name) => groupInvites.requests({ userId: idOf(name), conversationId: tea, page: { limit: 9 } }),
    answer: (name: Name, id: string, accepts: boolean) =>
      groupInvites.answer({ userId: idOf(name), conversationId: tea, id, accepts, max: 9 }, tick()),
    change: (change: Parameters<typeof groups.change>[0]['change']) => groups.change({ userId: idOf('ana'), conversationId: tea, change }, tick()),
    expel: (username: string) => groups.removeMember({ userId: idOf('ana'), conversationId: tea, username }, tick())
  }
}

/** Promises of `GroupInviteStore`. */
export function groupInvitesContract (t: Test, open: Open): void {
  linksContract(t, open)
  requestsContract(t, open)
}

function linksContract (t: Test, open: Open): void {
  t.test('a link is made, listed and revoked by owner and admins alone', async t => {
    const cast = await openCast(t, open)
    const { make, list, revoke, join } = await teaOf(cast)
    t.equal(await make('ben', 'link-1'), 'admins-only')
    t.equal(await make('eve', 'link-1'), 'not-found')
    t.match(await make('ana', 'link-1'), { id: 'link-1', usesLeft: null, expiresAt: null })
    await make('ana', 'link-2')
    await make('ana', 'link-3')
    t.equal(await make('ana', 'link-4'), 'too-many')
    t.equal(await list('ben'), 'admins-only')
    t.equal(await list('eve'), 'not-found')
    const first = await list('ana', 2)
    t.match(first, { rows: [{ id: 'link-3' }, { id: 'link-2' }], more: true })
    t.match(await list('ana', 2, typeof first === 'string' ? '' : first.next ?? ''), { rows: [{ id: 'link-1' }], more: false })
    t.equal(await revoke('ben', 'link-1'), 'admins-only')
    t.equal(await revoke('ana', 'nothing'), 'no-such-invite')
    t.equal(await revoke('ana', 'link-1'), 'done')
    t.equal(await revoke('ana', 'link-1'), 'done', 'again')
    t.match(await list('ana'), { rows: { length: 2 } })
    t.same(await join('eve', 'link-1'), { outcome: 'invalid' })
  })

  t.test('a stranger joins by a link → one event and one line, sees what comes from then on', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, preview } = await teaOf(cast)
    await cast.say('ana', tea, 'before')
    await make('ana', 'link-1')
    t.same(await preview(null, 'link-1'), { title: 'Tea', colour: null, memberCount: 3, joining: 'closed', asked: false, requestId: null, blocked: false, conversationId: null })
    t.equal(await preview(null, 'nothing'), null)
    const before = cast.ledger.head()
    t.match(await join('eve', 'link-1'), { outcome: 'joined', conversation: { id: tea, memberCount: 4, lastNo: 3, readNo: 2 } })
    for (const name of ['ana', 'eve'] as const) {
      t.match(cast.told(name, before), [
        { type: 'conversation', conversation: { memberCount: 4 } },
        { type: 'message', message: { sender: { username: 'eve' }, body: JSON.stringify({ line: 'joined', who: 'EVE' }) } }
      ])
      t.equal(cast.told(name, before).length, 2)
    }
    t.match(await preview('eve', 'link-1'), { conversationId: tea })
    t.match(await join('eve', 'link-1'), { outcome: 'joined' }, 'again: in already')
    t.equal(cast.told('ana', before).length, 2)
  })

  t.test('a link for one, used twice at once → one joins; used up, expired or full → nobody', async t => {
    const cast = await openCast(t, open)
    const { make, join, expel } = await teaOf(cast)
    await expel('cho')
    await make('ana', 'link-1', { usesLeft: 1 })
    const both = await Promise.all([join('eve', 'link-1'), join('cho', 'link-1')])
    t.same(both.map(({ outcome }) => outcome).sort(), ['invalid', 'joined'])
    t.match(await join('eve', 'link-1'), { outcome: 'joined' }, 'the one who came by it still gets in')
    await make('ana', 'link-2', { expiresAt: 1 })
    await make('ana', 'link-3')
    t.same(await join('cho', 'link-2'), { outcome: 'invalid' })
    t.same(await join('cho', 'link-3', 3), { outcome: 'members-max' })
  })

  t.test('D32 a removed member → no link from before the removal, one from after it', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, preview, expel } = await teaOf(cast)
    await make('ana', 'link-1')
    await expel('cho')
    t.same(await join('cho', 'link-1'), { outcome: 'invalid' })
    t.equal(await preview('cho', 'link-1'), null)
    await make('ana', 'link-2')
    t.match(await join('cho', 'link-2'), { outcome: 'joined' })
    await cast.leave('cho', tea)
    t.same(await join('cho', 'link-1'), { outcome: 'invalid' }, 'nor later')
    t.match(await join('cho', 'link-2'), { outcome: 'joined' }, 'one who left comes back')
  })

  t.test('a dissolved group → its links lead nowhere', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, preview } = await teaOf(cast)
    await make('ana', 'link-1')
    await cast.groups.dissolve({ userId: idOf('ana'), conversationId: tea }, cast.tick())
    t.same([await join('eve', 'link-1'), await preview(null, 'link-1')], [{ outcome: 'invalid' }, null])
  })

  t.test('links made and revoked in a loop → the oldest are forgotten, those that let people in stay', async t => {
    const cast = await openCast(t, open)
    const { make, revoke, preview } = await teaOf(cast)
    await make('ana', 'good')
    for (let n = 1; n <= 40; n++) {
      await make('ana', `link-${n}`)
      await revoke('ana', `link-${n}`)
    }
    t.equal(await preview('ben', 'link-1'), null)
    t.match(await preview('ben', 'link-40'), { title: 'Tea' }, 'a member still gets in by it')
    t.match(await preview('eve', 'good'), { title: 'Tea' })
    t.equal(await preview('eve', 'link-40'), null)
  })

  t.test('D12 making a link again with the same key → the same link', async t => {
    const cast = await openCast(t, open)
    const { tea } = await teaOf(cast)
    const make = (id: string, hash: string) => cast.groupInvites.make({
      userId: idOf('ana'),
      conversationId: tea,
      max: 9,
      once: { caller: idOf('ana'), id: 'c.1', hash },
      invite: { id, createdAt: cast.tick(), expiresAt: null, usesLeft: 4, codeHash: Buffer.from(id) }
    }, cast.tick())
    t.match([await make('link-1', 'x'), await make('link-2', 'x')], [{ id: 'link-1' }, { id: 'link-1' }])
    t.equal(await make('link-3', 'y'), 'reused')
  })
}

function requestsContract (t: Test, open: Open): void {
  t.test('joining by request → an admin decides; the caller is judged, a repeat asks once', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, preview, requests, answer, change } = await teaOf(cast)
    await change({ joining: 'request' })
    await make('ana', 'link-1', { usesLeft: 1 })
    const asked = await join('eve', 'link-1')
    t.match(asked, { outcome: 'asked', request: { id: 'r-1', user: { username: 'eve' }, note: 'Hello', state: 'open' } })
    t.match(await preview('eve', 'link-1'), { asked: true, conversationId: null }, 'although the link is used up')
    t.equal(await preview(null, 'link-1'), null)
    t.equal(await cast.conversations.one(idOf('eve'), tea), null)
    t.equal(await requests('ben'), 'admins-only')
    t.equal(await requests('eve'), 'not-found')
    t.match(await requests('ana'), { rows: [{ id: 'r-1', user: { username: 'eve' } }], more: false })
    t.equal(await answer('ben', 'r-1', true), 'admins-only')
    t.equal(await answer('eve', 'r-1', true), 'not-found', 'eve lets herself in')
    t.equal(await answer('ana', 'nothing', true), 'no-such-request')
    const before = cast.ledger.head()
    t.match(await answer('ana', 'r-1', true), { state: 'accepted' })
    t.match(cast.told('eve', before), [{ type: 'conversation' }, { type: 'message', message: { body: JSON.stringify({ line: 'joined', who: 'EVE' }) } }])
    t.match(await answer('ana', 'r-1', true), { state: 'accepted' }, 'again')
    t.equal(await answer('ana', 'r-1', false), 'no-such-request', 'the other way')
    t.equal(cast.told('eve', before).length, 2)
    t.match(await requests('ana'), { rows: [] })
  })

  t.test('a link for one, asked by → the asker finds the request again; another is refused', async t => {
    const cast = await openCast(t, open)
    const { make, join, preview, answer, change, expel } = await teaOf(cast)
    await change({ joining: 'request' })
    await expel('cho')
    await make('ana', 'link-1', { usesLeft: 1 })
    await join('eve', 'link-1')
    t.match(await join('eve', 'link-1'), { outcome: 'asked', request: { id: 'r-1' } }, 'the second press')
    t.match(await preview('eve', 'link-1'), { title: 'Tea' })
    t.same([await join('cho', 'link-1'), await preview('cho', 'link-1')], [{ outcome: 'invalid' }, null])
    await change({ joining: 'closed' })
    t.match(await join('eve', 'link-1'), { outcome: 'asked', request: { id: 'r-1' } }, 'its use is taken')
    await answer('ana', 'r-1', true)
    t.match(await preview('eve', 'link-1'), { conversationId: String })
    t.match(await join('eve', 'link-1'), { outcome: 'joined' })
    await expel('eve')
    t.same([await join('eve', 'link-1'), await preview('eve', 'link-1')], [{ outcome: 'invalid' }, null])
  })

  t.test('one who asked, and came in another way, is removed → the old request lets nobody in', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, requests, answer, change, expel } = await teaOf(cast)
    await change({ joining: 'request' })
    await make('ana', 'link-1')
    await join('eve', 'link-1')
    await cast.introduce('ana', 'eve')
    await cast.groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['eve'], max: 9 }, cast.tick())
    t.match(await requests('ana'), { rows: [] })
    await expel('eve')
    await answer('ana', 'r-1', true)
    t.match(await cast.conversations.one(idOf('eve'), tea), { left: true })
  })

  t.test('requests come and are settled → the owner and admins are told how many wait; nobody else', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, answer, change, expel } = await teaOf(cast)
    const role = (username: string, role: 'admin' | 'member') =>
      cast.groups.changeMember({ userId: idOf('ana'), conversationId: tea, username, change: { role } }, cast.tick())
    const waiting = async (name: Name) => (await cast.conversations.one(idOf(name), tea))?.joinRequests
    await change({ joining: 'request' })
    await expel('cho')
    await role('ben', 'admin')
    await make('ana', 'link-1')
    const before = cast.ledger.head()
    await join('eve', 'link-1')
    await join('eve', 'link-1')
    const came = { type: 'join-requests', conversationId: tea, open: 1, request: { id: 'r-1', user: { username: 'eve' }, note: 'Hello', state: 'open' } }
    for (const name of ['ana', 'ben'] as const) {
      t.match(cast.told(name, before), [came])
      t.equal(cast.told(name, before).length, 1, 'asking again tells nothing')
      t.same(await cast.ledgerOf(name, before), cast.told(name, before))
      t.equal(await waiting(name), 1)
    }
    await role('ben', 'member')
    t.equal(await waiting('ben'), 0, 'a member sees none')
    const later = cast.ledger.head()
    await cast.groupInvites.withdraw({ userId: idOf('cho'), id: 'r-1' }, cast.tick())
    t.same(cast.told('ana', later), [], 'nobody withdraws another’s')
    await cast.groupInvites.withdraw({ userId: idOf('eve'), id: 'r-1' }, cast.tick())
    await cast.groupInvites.withdraw({ userId: idOf('eve'), id: 'r-1' }, cast.tick())
    t.match(cast.told('ana', later), [{ open: 0, request: { state: 'withdrawn' } }])
    await join('eve', 'link-1')
    await answer('ana', 'r-3', false)
    await join('eve', 'link-1')
    await cast.introduce('ana', 'eve')
    const last = cast.ledger.head()
    await cast.groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['eve'], max: 9 }, cast.tick())
    const settled = cast.told('ana', last).filter(({ type }) => type === 'join-requests')
    t.same(settled.map(({ seq, at, ...body }) => body), [{ type: 'join-requests', conversationId: tea, open: 0 }], 'by whatever way they come')
    t.same([...cast.told('ben', later), ...cast.told('eve', before), ...cast.told('cho', before)].filter(({ type }) => type === 'join-requests'), [])
  })

  t.test('a request is rejected → nobody joins or is told; too many wait → refused', async t => {
    const cast = await openCast(t, open)
    const { tea, make, join, requests, answer, change, expel } = await teaOf(cast)
    await change({ joining: 'request' })
    await expel('ben')
    await expel('cho')
    await make('ana', 'link-1')
    t.match(await join('eve', 'link-1'), { outcome: 'asked' })
    t.match(await join('eve', 'link-1'), { outcome: 'asked', request: { id: 'r-1' } }, 'asking again')
    t.match(await join('ben', 'link-1'), { outcome: 'asked' })
    t.match(await join('cho', 'link-1'), { outcome: 'requests-max' })
    const before = cast.ledger.head()
    t.match(await answer('ana', 'r-1', false), { state: 'rejected' })
    t.same([...cast.told('eve', before), ...await cast.ledgerOf('eve', before)], [])
    t.equal(await cast.conversations.one(idOf('eve'), tea), null)
    t.match(await requests('ana'), { rows: [{ user: { username: 'ben' } }] })
  })
}
