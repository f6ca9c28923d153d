import type { Test } from 'tap'
import type { FormerMessages } from '#domain/account/deletions.ts'
import { searchWords } from '#domain/messages/search/search-words.ts'
import { addFiles, seenBy } from './files-in-messages.ts'
import { SIZE } from './files.ts'
import { idOf, openCast, type Name, type Open } from './cast.ts'
import { sessionOf } from './sessions.ts'

const GRACE_MS = 1_000

/** Promises of `DeletionStore`. */
export function deletionsContract (t: Test, open: Open): void {
  askingContract(t, open)
  endContract(t, open)
}

/** A store in which ben is to be deleted: a contact of ana and cho, in a group of ana's and the owner of another. */
async function leaving (t: Test, open: Open) {
  const cast = await openCast(t, open)
  for (const [name, id] of [['ana', 's-ana'], ['ben', 's-ben'], ['ben', 's-ben-2'], ['eve', 's-eve']] as const) await cast.sessions.start(sessionOf(name, id), {})
  const direct = await cast.introduce('ana', 'ben')
  await cast.introduce('ben', 'cho')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const club = await cast.group('ben', ['ana', 'cho'])
  const ask = (name: Name, by: string, passwordHash = 'x') =>
    cast.deletions.request(idOf(name), { passwordHash, by, deletesAt: cast.tick() + GRACE_MS }, cast.tick())
  let steps = 0

  /** Lets the grace pass, and does all of the deletion. */
  async function end (fate: FormerMessages = 'keep', afterEach: () => Promise<void> = async () => {}): Promise<void> {
    cast.tick(2 * GRACE_MS)
    for (let userId = await cast.deletions.due(cast.tick()); userId !== null; userId = await cast.deletions.due(cast.tick())) {
      while (await cast.deletions.step(userId, fate, cast.tick())) {
        if (++steps > 1_000) throw new Error('The deletion does not end.')
        await afterEach()
      }
    }
  }
  const textsOf = async (name: Name, id: string) => (await cast.messages.page(idOf(name), id, { limit: 200 }))?.messages ?? []
  return { ...cast, direct, tea, club, ask, end, textsOf }
}

function askingContract (t: Test, open: Open): void {
  t.test('a deletion is asked for → sessions end, searches find nobody, contacts see no change', async t => {
    const { ask, sessions, contacts, deletions, accounts, tick } = await leaving(t, open)
    t.equal(await ask('ben', 's-eve'), 'over', 'eve tries')
    t.equal(await ask('ben', 's-ben', 'y'), 'outdated')
    t.same(await deletions.due(tick(10 * GRACE_MS)), null)
    t.same(await ask('ben', 's-ben'), { ended: ['s-ben', 's-ben-2'] })
    t.equal(await sessions.byTokenHash(sessionOf('ben', 's-ben').tokenHash), null)
    const wanted = { username: 'ben', terms: [{ from: 'ben', to: 'ben' }], contactParts: [' ben'] }
    t.same((await contacts.search(idOf('eve'), wanted, 20)).users, [])
    t.match(await contacts.profile(idOf('ana'), 'ben'), { relation: 'contact', user: { displayName: 'BEN' } })
    t.match(await contacts.request({ fromId: idOf('eve'), username: 'ben', note: '', id: 'r-eve', conversationId: 'c-eve' }, tick()), { outcome: 'no-such-user' })
    t.type((await accounts.byId(idOf('ben')))?.deletesAt, 'number')
    t.equal(await deletions.step(idOf('ana'), 'keep', tick()), false, 'nobody else is touched')
  })

  t.test('signing in with the password → kept as it was; another way in is refused', async t => {
    const { ask, sessions, contacts, deletions, accounts, tick } = await leaving(t, open)
    await ask('ben', 's-ben')
    t.equal(await sessions.start(sessionOf('ben', 's-new'), {}), 'inactive')
    t.equal(await sessions.start(sessionOf('ben', 's-new'), { passwordHash: 'y' }), 'outdated')
    t.equal(await sessions.start(sessionOf('ben', 's-new'), { passwordHash: 'x' }), 'started')
    t.equal((await accounts.byId(idOf('ben')))?.deletesAt, null)
    t.equal(await deletions.due(tick(10 * GRACE_MS)), null)
    t.equal(await deletions.step(idOf('ben'), 'keep', tick()), false)
    const wanted = { username: 'ben', terms: [], contactParts: [] }
    t.match((await contacts.search(idOf('eve'), wanted, 20)).users, [{ username: 'ben' }])
  })

  t.test('the last admin → refused; one of two may go', async t => {
    const { ask, accounts } = await leaving(t, open)
    await accounts.setAdmin(idOf('ben'), true)
    t.equal(await ask('ben', 's-ben'), 'last-admin')
    await accounts.setAdmin(idOf('ana'), true)
    t.type(await ask('ana', 's-ana'), 'object')
    t.equal(await ask('ben', 's-ben'), 'last-admin', 'one who is to go is none')
  })
}

function endContract (t: Test, open: Open): void {
  t.test('the grace ends → name, account and ties are gone, groups are left and passed on', async t => {
    const cast = await leaving(t, open)
    await cast.groups.changeMember({ userId: idOf('ben'), conversationId: cast.club, username: 'cho', change: { role: 'admin' } }, cast.tick())
    const { no } = await cast.say('ben', cast.direct, 'hello ana')
    await cast.say('ana', cast.direct, 'hello @ben', { replyTo: no, mentioned: { usernames: ['ben'], all: 'no' } })
    await cast.say('ben', cast.tea, 'tea')
    await cast.contacts.request({ fromId: idOf('eve'), username: 'ben', note: 'Hi', id: 'r-eve', conversationId: 'c-eve' }, cast.tick())
    await cast.contacts.change(idOf('ana'), 'ben', { remark: 'Benny' }, cast.tick())
    await cast.ask('ben', 's-ben')
    const before = cast.ledger.head()
    await cast.end()

    t.equal(await cast.accounts.byId(idOf('ben')), null)
    t.equal(await cast.contacts.profile(idOf('ana'), 'ben'), null)
    t.equal(await cast.accounts.isNameGiven('ben'), true, 'the name is given to nobody again')
    t.same((await cast.contacts.contacts(idOf('ana'), { limit: 9 })).rows.map(({ user }) => user.username), ['cho'])
    t.same((await cast.contacts.requests(idOf('eve'), { limit: 9 })).outgoing, [])
    t.match(await cast.conversations.one(idOf('cho'), cast.club), { role: 'owner', memberCount: 2 })
    t.match(await cast.conversations.one(idOf('ana'), cast.tea), { role: 'owner', memberCount: 2, lastMessage: { sender: { displayName: '' }, body: '{"line":"left","who":""}' } })
    const said = await cast.textsOf('ana', cast.direct)
    t.match(said.slice(-2), [
      { body: 'hello ana', sender: { id: idOf('ben'), displayName: '', username: /^deleted-\d+$/ } },
      { body: /^hello @deleted-\d+$/, mentions: [/^deleted-\d+$/], replyTo: { sender: { displayName: '' } } }
    ])
    t.match(cast.told('ana', before), [
      { type: 'profile', user: { username: 'ben', displayName: '' } }, { type: 'contact', contact: { isContact: false } }
    ])
    t.match(cast.told('eve', before).map(({ type }) => type), ['contact-request'])
    t.notMatch(JSON.stringify([...await cast.textsOf('cho', cast.tea), ...await cast.textsOf('cho', cast.club), ...said]), /"BEN"|"ben"|@ben/)
    t.notMatch(JSON.stringify(await cast.ledgerOf('ana')), '"BEN"', 'nor in what is told again')
    t.equal(await cast.deletions.due(cast.tick(10 * GRACE_MS)), null)
    const again = { id: 'u-new', username: 'ben', displayName: 'Ben', about: '', passwordHash: 'x', isAdmin: false, language: null, timeZone: null }
    t.equal(await cast.accounts.create(again, null, cast.tick()), 'taken')
  })

  t.test('an earlier text mentioned them → those who left before the edit read of a former user', async t => {
    const cast = await leaving(t, open)
    const { no } = await cast.say('ana', cast.tea, 'ask @ben', { mentioned: { usernames: ['ben'], all: 'no' } })
    await cast.leave('cho', cast.tea)
    const mentioned = { usernames: [], all: 'no' } as const
    await cast.messages.edit({ userId: idOf('ana'), conversationId: cast.tea, no, body: 'ask somebody', mentioned, notBefore: 0 }, cast.tick())
    await cast.ask('ben', 's-ben')
    await cast.end()
    t.match((await cast.textsOf('cho', cast.tea)).find(message => message.no === no), { body: /^ask @deleted-\d+$/, mentions: [/^deleted-\d+$/] })
    t.match((await cast.textsOf('ana', cast.tea)).find(message => message.no === no), { body: 'ask somebody' })
  })

  t.test('they had asked to join a group → its owner is told that the request is over', async t => {
    const cast = await leaving(t, open)
    await cast.leave('ben', cast.tea)
    const change = { joining: 'request', isPublic: true } as const
    await cast.groups.change({ userId: idOf('ana'), conversationId: cast.tea, change }, cast.tick())
    const entering = { userId: idOf('ben'), conversationId: cast.tea, note: '', requestId: 'r-ben', max: 9, requestsMax: 9 }
    t.match(await cast.publicGroups.enter(entering, cast.tick()), { outcome: 'asked' })
    t.match(await cast.conversations.one(idOf('ana'), cast.tea), { joinRequests: 1 })
    await cast.ask('ben', 's-ben')
    const before = cast.ledger.head()
    await cast.end()
    t.match(cast.told('ana', before).filter(({ type }) => type === 'join-requests'), [{ open: 0, request: { id: 'r-ben', state: 'withdrawn' } }])
    t.match(await cast.conversations.one(idOf('ana'), cast.tea), { joinRequests: 0 })
  })

  t.test('a mention that hundreds answered → a unit of its own, and the next ones follow', async t => {
    const cast = await leaving(t, open)
    const mentioned = { usernames: ['ben'], all: 'no' } as const
    const { no } = await cast.say('ana', cast.tea, 'ask @ben', { mentioned })
    await Promise.all(Array.from({ length: 500 }, () => cast.send('cho', cast.tea, 'why?', { replyTo: no })))
    await cast.say('ana', cast.tea, '@ben knows', { mentioned })
    await cast.ask('ben', 's-ben')
    await cast.end()
    t.match((await cast.messages.page(idOf('cho'), cast.tea, { limit: 1, before: no + 1 }))?.messages, [{ body: /^ask @deleted-\d+$/ }])
    t.match((await cast.textsOf('cho', cast.tea)).at(-2), { body: /^@deleted-\d+ knows$/ })
    t.ok(cast.posted.some(({ event, forget }) => event.type === 'profile' && forget === 'all'))
  })

  t.test('the name is gone → memory is empty, and the ledger tells of a former user', async t => {
    const cast = await leaving(t, open)
    await cast.accounts.change(idOf('ben'), { displayName: 'Benedict' }, cast.tick())
    const { changedSeq } = await cast.say('ben', cast.direct, 'hello ana')
    const senders = async () => (await cast.ledgerOf('ana')).flatMap(event => event.seq === changedSeq && 'message' in event ? [event.message.sender] : [])
    await cast.ask('ben', 's-ben')
    await cast.end('keep', async () => { t.match(await senders(), [{ username: 'ben', displayName: 'Benedict' }], 'as memory has it') })
    t.equal(cast.posted.at(-1)?.forget, 'all')
    t.match(await senders(), [{ username: /^deleted-\d+$/, displayName: '' }])
  })

  t.test('messages are to go → each is recalled with an event; notes to self go in any case', async t => {
    const cast = await leaving(t, open)
    for (let n = 0; n < 60; n++) await cast.say('ben', cast.tea, `word${n}`)
    const { no } = await cast.say('cho', cast.tea, 'mine stays')
    const notes = await cast.conversations.direct(idOf('ben'), 'ben', 'notes', cast.tick())
    if (notes.outcome !== 'made') throw new Error(notes.outcome)
    await cast.say('ben', notes.conversation.id, 'a note')
    await cast.leave('ben', cast.tea)
    await cast.ask('ben', 's-ben')
    const before = cast.ledger.head()
    await cast.end('recall')
    const texts = await cast.textsOf('cho', cast.tea)
    t.same(texts.filter(({ kind, body }) => kind === 'text' && body !== '').map(each => each.no), [no])
    t.equal(cast.told('cho', before).filter(({ type }) => type === 'message-recalled').length, 60, 'also where the sender had left')
    const found = await cast.search.messages({ viewerId: idOf('cho'), words: searchWords('word7'), limit: 9 })
    t.same(found?.hits, [], 'nor does a search find them')
    t.equal(await cast.conversations.one(idOf('ben'), notes.conversation.id), null)
  })

  t.test('U252 files of an account that goes → unsent ones in any case, those of messages with these', async t => {
    for (const fate of ['keep', 'recall'] as const) {
      const cast = await leaving(t, open)
      await addFiles(cast, 'ben', ['sent', 'unsent', 'noted'])
      await cast.say('ben', cast.direct, '', { kind: 'files', fileIds: ['sent'] })
      await cast.conversations.direct(idOf('ben'), 'ben', 'notes', cast.tick())
      await cast.say('ben', 'notes', '', { kind: 'files', fileIds: ['noted'] })
      await cast.ask('ben', 's-ben')
      await cast.end(fate)
      t.same(await seenBy(cast, 'sent'), fate === 'keep' ? ['ana', 'ben'] : [], fate)
      t.same([await seenBy(cast, 'unsent'), await seenBy(cast, 'noted')], [[], []])
      t.match(await cast.files.held(idOf('ben')), { user: fate === 'keep' ? SIZE : 0 })
    }
  })

  t.test('a deletion while others go on → nothing is lost or done twice for them', async t => {
    const cast = await leaving(t, open)
    for (let n = 0; n < 30; n++) await cast.say('ben', cast.direct, `word${n}`)
    await cast.ask('ben', 's-ben')
    const before = cast.ledger.head()
    // Others go on meanwhile.
    await cast.end('recall', async () => { await cast.say('cho', cast.tea, 'meanwhile') })
    const told = cast.told('ana', before)
    const recalled = told.flatMap(event => event.type === 'message-recalled' ? [event.message.no] : [])
    t.equal(recalled.length, 30)
    t.equal(new Set(recalled).size, 30)
    const named = JSON.stringify(await cast.ledgerOf('ana', before)).replaceAll(/"deleted-\d+"/g, '"ben"')
    t.same(JSON.parse(named), told, 'memory and ledger tell the same, but for the username that is gone')
    const meanwhile = told.filter(event => event.type === 'message' && event.message.body === 'meanwhile')
    t.ok(meanwhile.length > 5)
    t.equal((await cast.textsOf('ana', cast.tea)).filter(({ body }) => body === 'meanwhile').length, meanwhile.length)
  })
}
