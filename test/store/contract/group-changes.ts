import type { Test } from 'tap'
import { idOf, openCast, type Name, type Open } from './cast.ts'
import { teaOf } from './groups.ts'

/** Promises of `GroupStore` about changes of a group and the end of memberships. */
export function groupChangesContract (t: Test, open: Open): void {
  endingContract(t, open)
  changingContract(t, open)
}

function endingContract (t: Test, open: Open): void {
  t.test('D32 a member is removed → the line and their leaving are the last they get; history stays', async t => {
    const cast = await openCast(t, open)
    const { tea, expel } = await teaOf(cast)
    await cast.say('ana', tea, 'hello')
    const before = cast.ledger.head()
    t.equal(await expel('ana', 'cho'), 'done')
    const after = cast.ledger.head()
    await cast.say('ana', tea, 'without cho')
    const removed = { line: 'removed', by: 'ANA', people: [{ id: idOf('cho'), username: 'cho', displayName: 'CHO' }], count: 1 }
    const expected = [
      { type: 'message', message: { sender: { username: 'ana' }, body: JSON.stringify(removed) } },
      { type: 'member', change: 'left', member: { user: { username: 'cho' } } }
    ]
    t.match(cast.told('cho', before), expected)
    t.equal(cast.told('cho', before).length, 2)
    t.same(await cast.ledgerOf('cho', before), cast.told('cho', before), 'the ledger stops there as well')
    t.match(cast.told('ben', before).filter(({ seq }) => seq <= after), expected)
    t.match(await cast.conversations.one(idOf('cho'), tea), { left: true, memberCount: 2, unread: 0, lastNo: 3 })
    t.equal((await cast.messages.page(idOf('cho'), tea, { limit: 9 }))?.messages.length, 3)
    t.same(await cast.send('cho', tea, 'still here'), { outcome: 'not-found' })
    t.equal(await expel('ana', 'cho'), 'done', 'again: no error')
    t.equal(await expel('ana', 'eve'), 'no-such-member')
  })

  t.test('removing → owners remove all, admins members, members and eve nobody', async t => {
    const cast = await openCast(t, open)
    const { expel, give, add } = await teaOf(cast)
    t.equal(await expel('ben', 'cho'), 'admins-only')
    t.equal(await expel('eve', 'cho'), 'not-found')
    await give('ana', 'ben', 'admin')
    t.equal(await expel('ben', 'ana'), 'owner-only')
    t.equal(await expel('ana', 'ana'), 'owner-only', 'an owner leaves')
    await add('ben', 'eve')
    await give('ana', 'eve', 'admin')
    t.equal(await expel('ben', 'eve'), 'owner-only', 'one admin another')
    t.equal(await expel('ben', 'cho'), 'done')
    t.equal(await expel('ana', 'eve'), 'done')
  })

  t.test('D32 a member was removed → added again by the owner and admins alone; one who left, by all', async t => {
    const cast = await openCast(t, open)
    const { tea, add, expel, roles } = await teaOf(cast)
    await cast.introduce('ben', 'cho')
    await expel('ana', 'cho')
    t.match(await add('ben', 'cho'), { members: [], refused: [{ username: 'cho', code: 'FORBIDDEN' }] })
    t.match(await add('ana', 'cho'), { members: [{ user: { username: 'cho' } }] })
    await cast.leave('cho', tea)
    t.equal(await add('cho', 'ben'), 'not-found', 'by themselves, to where they are no more')
    t.match(await add('ben', 'cho'), { members: [{ user: { username: 'cho' } }], refused: [] })
    t.same(await roles('cho'), ['ana owner', 'ben member', 'cho member'])
    t.equal((await cast.messages.page(idOf('cho'), tea, { limit: 50 }))?.messages.length, 5, 'and sees all periods')
  })

  t.test('an owner leaves → names the next one, who is told; the last member’s leaving dissolves', async t => {
    const cast = await openCast(t, open)
    const { tea, roles } = await teaOf(cast)
    const before = cast.ledger.head()
    t.equal(await cast.leave('ana', tea), 'owner-required')
    t.equal(await cast.leave('ana', tea, 'eve'), 'no-such-member')
    t.equal(await cast.leave('ana', tea, 'ana'), 'no-such-member')
    t.equal(await cast.leave('ben', tea, 'cho'), 'owner-only')
    t.equal(cast.ledger.head(), before)
    t.equal(await cast.leave('ana', tea, 'cho'), 'done')
    t.match(cast.told('ben', before), [
      { type: 'message', message: { body: JSON.stringify({ line: 'left', who: 'ANA' }) } },
      { type: 'member', change: 'left', member: { user: { username: 'ana' }, role: 'owner' } },
      { type: 'member', change: 'role', member: { user: { username: 'cho' }, role: 'owner' } },
      { type: 'message', message: { kind: 'system', body: JSON.stringify({ line: 'owner', who: 'CHO' }) } }
    ])
    t.same(await cast.ledgerOf('ben', before), cast.told('ben', before), 'the ledger has the same events')
    t.same((await cast.ledgerOf('ana', before)).map(({ type }) => type), ['message', 'member'], 'the leaving is the last event of the member who left')
    t.same(await roles('ben'), ['ben member', 'cho owner'])
    t.equal(await cast.leave('ana', tea), 'done', 'again')
    t.equal(await cast.leave('ben', tea), 'done')
    const alone = cast.ledger.head()
    t.equal(await cast.leave('cho', tea), 'done', 'nobody is left to own it')
    t.same(cast.told('cho', alone).map(({ type }) => type), ['message', 'member'])
    t.equal(await cast.groups.dissolve({ userId: idOf('cho'), conversationId: tea }, cast.tick()), 'done', 'it is dissolved')
  })

  t.test('leaving a direct conversation → not found', async t => {
    const cast = await openCast(t, open)
    t.equal(await cast.leave('ana', await cast.introduce('ana', 'ben')), 'not-found')
  })

  t.test('a group ends → one who was removed before is not told, by no call either', async t => {
    const cast = await openCast(t, open)
    const { dissolve, expel } = await teaOf(cast)
    await expel('ana', 'cho')
    t.equal(await dissolve('cho'), 'not-found')
    await dissolve('ana')
    t.equal(await dissolve('cho'), 'not-found', 'the answer is the same')
  })

  t.test('a group is dissolved → one event and one line end it for all; history and receipts stay', async t => {
    const cast = await openCast(t, open)
    const { tea, dissolve, add } = await teaOf(cast)
    await cast.say('ben', tea, 'hello')
    await cast.conversations.read(idOf('ana'), tea, 2, cast.tick())
    const receipts = await cast.conversations.receipts(idOf('ben'), tea)
    const before = cast.ledger.head()
    t.equal(await dissolve('ben'), 'owner-only')
    t.equal(await dissolve('eve'), 'not-found')
    t.equal(await dissolve('ana'), 'done')
    const expected = [
      { type: 'message', message: { body: JSON.stringify({ line: 'dissolved', by: 'ANA' }) } },
      { type: 'conversation', conversation: { id: tea, memberCount: 0 } }
    ]
    for (const name of ['ana', 'ben', 'cho'] as const) {
      t.match(cast.told(name, before), expected, name)
      t.same(await cast.ledgerOf(name, before), cast.told(name, before))
      t.match(await cast.conversations.one(idOf(name), tea), { left: true, memberCount: 0, unread: 0, lastNo: 3 })
    }
    t.same(await cast.conversations.receipts(idOf('ben'), tea), receipts)
    t.equal(await dissolve('ana'), 'done', 'again')
    t.equal(await dissolve('ben'), 'done', 'it is so')
    t.equal(await dissolve('eve'), 'not-found')
    t.equal(await add('ana', 'ben'), 'not-found')
    t.same(await cast.send('ana', tea, 'anybody?'), { outcome: 'not-found' })
    t.equal((await cast.messages.page(idOf('cho'), tea, { limit: 9 }))?.messages.length, 3)
  })
}

function changingContract (t: Test, open: Open): void {
  t.test('owner and admins change a group → one event, lines for title, announcement and quiet', async t => {
    const cast = await openCast(t, open)
    const { change, give } = await teaOf(cast)
    t.equal(await change('ben', { title: 'Coffee' }), 'admins-only')
    t.equal(await change('eve', { title: 'Coffee' }), 'not-found')
    await give('ana', 'ben', 'admin')
    const before = cast.ledger.head()
    t.match(await change('ben', { title: 'Coffee', announcement: 'At four', colour: 3, quiet: true }), { title: 'Coffee', announcement: 'At four', colour: 3, quiet: true, history: 'none' })
    t.match(cast.told('cho', before), [
      { type: 'conversation', conversation: { title: 'Coffee', announcement: 'At four', colour: 3, quiet: true } },
      { type: 'message', message: { no: 2, body: JSON.stringify({ line: 'title', by: 'BEN', title: 'Coffee' }) } },
      { type: 'message', message: { no: 3, body: JSON.stringify({ line: 'announcement', by: 'BEN', on: true }) } },
      { type: 'message', message: { no: 4, body: JSON.stringify({ line: 'quiet', by: 'BEN', on: true }) } }
    ])
    t.same(await cast.ledgerOf('cho', before), cast.told('cho', before))
    const silent = cast.ledger.head()
    await change('ana', { history: 'all', adding: 'admins', colour: null })
    t.match(cast.told('cho', silent), [{ type: 'conversation', conversation: { history: 'all', adding: 'admins', colour: null } }])
    t.equal(cast.told('cho', silent).length, 1, 'without a line')
    await change('ana', { history: 'all', title: 'Coffee' })
    t.equal(cast.told('cho', silent).length, 1, 'nothing changed, nobody is told')
  })

  t.test('a quiet group → sends and edits of members are refused, a repeat is answered', async t => {
    const cast = await openCast(t, open)
    const { tea, change, give } = await teaOf(cast)
    const said = await cast.say('ben', tea, 'before', { clientId: 'ben-before' })
    await change('ana', { quiet: true })
    t.same(await cast.send('ben', tea, 'and now?'), { outcome: 'quiet' })
    t.match(await cast.send('ben', tea, 'before', { clientId: 'ben-before' }), { outcome: 'duplicate', message: { no: said.no } })
    t.same(await cast.messages.edit({ userId: idOf('ben'), conversationId: tea, no: said.no, body: 'x', notBefore: 0 }, cast.tick()), { outcome: 'quiet' })
    t.match(await cast.messages.recall({ userId: idOf('ben'), conversationId: tea, no: said.no, notBefore: 0 }, cast.tick()), { outcome: 'changed' })
    t.match(await cast.send('ana', tea, 'listen'), { outcome: 'stored' })
    await give('ana', 'ben', 'admin')
    t.match(await cast.send('ben', tea, 'me too'), { outcome: 'stored' })
    await change('ben', { quiet: false })
    t.match(await cast.send('cho', tea, 'at last'), { outcome: 'stored' })
  })

  t.test('a quiet group → members neither react nor are seen typing, and may take a reaction back', async t => {
    const cast = await openCast(t, open)
    const { tea, change } = await teaOf(cast)
    const { no } = await cast.say('ana', tea, 'before')
    const react = (name: Name, emoji: string, on = true) =>
      cast.reactions.react({ userId: idOf(name), conversationId: tea, no, emoji, on, kindsMax: 9 }, cast.tick())
    const told = async (name: Name) => (await cast.signals.typingAudience(idOf(name), tea, 9))?.userIds.length
    await react('ben', '👍')
    t.equal(await told('ben'), 2)
    await change('ana', { quiet: true })
    t.same([await react('ben', '🎉'), await react('cho', '👍')], [{ outcome: 'quiet' }, { outcome: 'quiet' }])
    t.match(await react('ben', '👍', false), { outcome: 'changed' })
    t.match(await react('ana', '👍'), { outcome: 'changed' })
    t.same([await told('ben'), await told('ana')], [0, 2])
  })

  t.test('only admins add → members are refused', async t => {
    const cast = await openCast(t, open)
    const { add, change } = await teaOf(cast)
    await change('ana', { adding: 'admins' })
    t.equal(await add('ben', 'eve'), 'admins-only')
    await change('ana', { adding: 'members' })
    t.match(await add('ben', 'eve'), { members: [{ user: { username: 'eve' } }] })
  })

  t.test('history for newcomers → everything, read; one who comes back sees each message once', async t => {
    const cast = await openCast(t, open)
    const { tea, add, change, expel } = await teaOf(cast)
    await cast.say('ana', tea, 'one')
    await expel('ana', 'cho')
    await cast.say('ana', tea, 'between')
    await change('ana', { history: 'all' })
    await add('ben', 'eve')
    await add('ana', 'cho')
    const { lastNo } = await cast.conversations.one(idOf('ana'), tea) ?? { lastNo: 0 }
    for (const name of ['eve', 'cho'] as const) {
      const page = await cast.messages.page(idOf(name), tea, { limit: 50 })
      t.same(page?.messages.map(({ no }) => no), Array.from({ length: lastNo }, (_, index) => index + 1), name)
      t.match(await cast.conversations.one(idOf(name), tea), { unread: 0, lastNo })
      t.same(await cast.ledgerOf(name), cast.told(name), 'and is told of what comes from now on')
    }
    t.match(await cast.groups.among(idOf('ana'), tea, ['eve']), [{ joinedNo: 1 }])
    await change('ana', { history: 'none' })
    await cast.leave('eve', tea)
    await cast.say('ana', tea, 'without eve')
    await add('ben', 'eve')
    const bodies = (await cast.messages.page(idOf('eve'), tea, { limit: 50 }))?.messages.map(({ body }) => body) ?? []
    t.notOk(bodies.includes('without eve'))
    t.ok(bodies.includes('between'))
  })

  t.test('D32 a member who left → title, announcement and colour as of then, also in a search', async t => {
    const cast = await openCast(t, open)
    const { tea, change } = await teaOf(cast)
    await change('ana', { announcement: 'At four', colour: 2 })
    await cast.leave('cho', tea)
    await change('ana', { title: 'Secret', announcement: 'At five', colour: 9, quiet: true })
    const then = { title: 'Tea', announcement: 'At four', colour: 2, quiet: false, left: true }
    t.match(await cast.conversations.one(idOf('cho'), tea), then)
    t.match((await cast.conversations.list(idOf('cho'), { limit: 9 })).conversations.find(({ id }) => id === tea), then)
    const names = async (name: Name) => (await cast.conversations.names(idOf(name), { limit: 9 })).rows.find(({ id }) => id === tea)?.names
    t.same([await names('cho'), await names('ben')], ['Tea', 'Secret'])
  })
}
