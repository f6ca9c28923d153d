import type { Test } from 'tap'
import { searchWords } from '#domain/messages/search/search-words.ts'
import { idOf, NAMES, openCast, type Cast, type Name, type Open } from './cast.ts'
import { fileOf, SIZE } from './files.ts'

/** Gives somebody files that no message has. */
export async function addFiles ({ files, tick }: Cast, name: Name, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await files.expect([{ hash: `hash-${id}`, size: SIZE }], tick())
    await files.add(fileOf(name, id), tick())
  }
}

/** The people who may fetch a file. */
export async function seenBy ({ files }: Cast, id: string): Promise<Name[]> {
  const seen: Name[] = []
  for (const name of NAMES) if (await files.served(idOf(name), id) !== null) seen.push(name)
  return seen
}

async function talking (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const direct = await cast.introduce('ana', 'ben')
  await addFiles(cast, 'ana', ['a', 'b', 'c'])
  await addFiles(cast, 'ben', ['bens'])
  const page = async (name: Name) => (await cast.messages.page(idOf(name), direct, { limit: 40 }))?.messages ?? []
  return { ...cast, direct, page }
}

/** Promises of messages that have files. */
export function filesInMessagesContract (t: Test, open: Open): void {
  t.test('U250 a send of files → the same in the answer, pages, lists, events and their replay', async t => {
    const { direct, say, page, conversations, told, ledgerOf } = await talking(t, open)
    const message = await say('ana', direct, '', { kind: 'files', fileIds: ['b', 'a'] })
    t.match(message, { kind: 'files', body: '', files: [{ id: 'b', name: 'b.txt', type: 'text/plain', size: SIZE }, { id: 'a' }] })
    for (const name of ['ana', 'ben'] as const) {
      t.same((await page(name)).at(-1), message)
      t.same((await conversations.one(idOf(name), direct))?.lastMessage, message)
      t.match(told(name).at(-1), { type: 'message', message })
      t.same(await ledgerOf(name), told(name))
    }
    t.match(await conversations.one(idOf('ben'), direct), { unread: 1 })
  })

  t.test('files of another, sent before, missing or twice → refused with nothing written', async t => {
    const { direct, say, send, page } = await talking(t, open)
    await say('ana', direct, '', { kind: 'files', fileIds: ['a'] })
    const before = await page('ana')
    for (const fileIds of [['a'], ['bens'], ['none'], ['b', 'bens'], ['b', 'b']]) {
      t.same(await send('ana', direct, 'x', { kind: 'files', fileIds }), { outcome: 'files-missing' })
    }
    t.match(await send('eve', direct, 'x', { kind: 'files', fileIds: ['b'] }), { outcome: 'not-found' })
    t.same(await page('ana'), before)
    t.match(await say('ana', direct, '', { kind: 'files', fileIds: ['b'] }), { files: [{ id: 'b' }] })
  })

  t.test('D12 a send of files said again → the message, though they are sent by now', async t => {
    const { direct, say, send } = await talking(t, open)
    const said = { kind: 'files', fileIds: ['a'], clientId: 'client-again' } as const
    const message = await say('ana', direct, 'x', said)
    t.same(await send('ana', direct, 'x', said), { outcome: 'duplicate', message })
  })

  t.test('an edit beside files → may take all text away; of a text it may not', async t => {
    const { direct, say, messages, tick, told, ledgerOf } = await talking(t, open)
    const { no, files } = await say('ana', direct, 'Look', { kind: 'files', fileIds: ['a'] })
    const edit = (no: number, body: string) => messages.edit({ userId: idOf('ana'), conversationId: direct, no, body, notBefore: 0 }, tick())
    t.match(await edit(no, ''), { outcome: 'changed', message: { body: '', files } })
    t.match(told('ben').at(-1), { type: 'message-edited', message: { body: '', files } })
    t.same(await ledgerOf('ben'), told('ben'))
    const text = await say('ana', direct, 'Text')
    t.same(await edit(text.no, ''), { outcome: 'empty' })
  })

  t.test('D15 a recalled message of files → no files in pages, lists, events and their replay', async t => {
    const { direct, say, messages, tick, page, told, ledgerOf, conversations } = await talking(t, open)
    const { no } = await say('ana', direct, 'x', { kind: 'files', fileIds: ['a'] })
    t.match(await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick()), { outcome: 'changed' })
    const reads = [(await page('ben')).at(-1), (await conversations.one(idOf('ben'), direct))?.lastMessage, told('ben').at(-1), await ledgerOf('ben')]
    t.notMatch(JSON.stringify(reads), 'a.txt')
    t.match(reads[0], { kind: 'files', recalledAt: Number, body: '' })
  })

  t.test('an answer to files → quotes what they are, not for those who may not see them', async t => {
    const { introduce, group, say, messages, groups, tick, told, ledgerOf } = await talking(t, open)
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben'])
    const { no } = await say('ana', tea, '', { kind: 'files', fileIds: ['a', 'b'] })
    await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['cho'], max: 100 }, tick())
    const answer = await say('ben', tea, 'Fine', { replyTo: no })
    const quote = { no, excerpt: '', files: { count: 2, kind: 'file', name: 'a.txt' }, recalled: false }
    t.match(answer.replyTo, quote)
    for (const name of ['ana', 'ben', 'cho'] as const) t.same(await ledgerOf(name), told(name))
    const quoted = async (name: Name) => (await messages.page(idOf(name), tea, { limit: 1 }))?.messages[0]?.replyTo
    t.match(await quoted('ben'), quote)
    t.same(Object.keys(await quoted('cho') ?? {}), ['no', 'sender', 'recalled'])
    await messages.recall({ userId: idOf('ana'), conversationId: tea, no, notBefore: 0 }, tick())
    t.same(Object.keys(await quoted('ben') ?? {}), ['no', 'sender', 'recalled'])
    t.notMatch(JSON.stringify(await ledgerOf('ben')), 'a.txt')
  })

  t.test('U252 a copy of files → the same bytes under new ids, free, outlives its original', async t => {
    const cast = await talking(t, open)
    const { direct, introduce, say, messages, tick, files } = cast
    const other = await introduce('ben', 'cho')
    const { no } = await say('ana', direct, 'x', { kind: 'files', fileIds: ['a', 'b'] })
    const held = await files.held(idOf('ben'))
    const copyOf = { conversationId: direct, no, keepFrom: true, fileIds: ['a2', 'b2'] }
    t.match(await say('ben', other, 'ignored', { kind: 'files', copyOf }), { body: 'x', files: [{ id: 'a2', name: 'a.txt' }, { id: 'b2' }] })
    t.same(await seenBy(cast, 'a2'), ['ben', 'cho'])
    t.same(await seenBy(cast, 'a'), ['ana', 'ben'])
    t.same(await files.held(idOf('ben')), held)
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.same([await seenBy(cast, 'a'), await seenBy(cast, 'a2')], [[], ['ben', 'cho']])
    t.match(await files.served(idOf('cho'), 'a2'), { hash: 'hash-a' })
    t.ok((await files.held(idOf('ben'))).user > held.user, 'what is left counts for the one who forwarded it')
    t.same((await files.held(idOf('ben'))).all, held.all)
  })

  t.test('U240 a file of a group → members by their periods, also one who was removed; eve never', async t => {
    const cast = await talking(t, open)
    const { introduce, group, say, groups, conversations, tick } = cast
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben', 'cho'])
    await say('ana', tea, '', { kind: 'files', fileIds: ['a'] })
    await groups.removeMember({ userId: idOf('ana'), conversationId: tea, username: 'ben' }, tick())
    await say('ana', tea, '', { kind: 'files', fileIds: ['b'] })
    t.same(await seenBy(cast, 'a'), ['ana', 'ben', 'cho'], 'what ben could see stays')
    t.same(await seenBy(cast, 'b'), ['ana', 'cho'])
    await conversations.remove(idOf('ben'), tea, tick())
    t.same(await seenBy(cast, 'a'), ['ana', 'cho'], 'ben has removed the group from his list')
    await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['ben'], max: 100 }, tick())
    t.same(await seenBy(cast, 'a'), ['ana', 'ben', 'cho'], 'as his history does')
    await say('ana', tea, '', { kind: 'files', fileIds: ['c'] })
    t.same([await seenBy(cast, 'b'), await seenBy(cast, 'c')], [['ana', 'cho'], ['ana', 'ben', 'cho']])
  })

  t.test('U240 people who block each other → keep what they could see, and get nothing new', async t => {
    const cast = await talking(t, open)
    const { direct, say, send, contacts, tick } = cast
    await say('ana', direct, '', { kind: 'files', fileIds: ['a'] })
    await contacts.block(idOf('ben'), 'ana', tick())
    t.same(await seenBy(cast, 'a'), ['ana', 'ben'])
    t.same(await send('ana', direct, '', { kind: 'files', fileIds: ['b'] }), { outcome: 'not-a-contact' })
    t.same(await seenBy(cast, 'b'), ['ana'])
  })

  t.test('U251 a refused send of files → they stay its sender’s and unsent; a retry sends them', async t => {
    const cast = await talking(t, open)
    const { conversations, introduce, messages, send, say, tick, files } = cast
    await addFiles(cast, 'eve', ['e', 'f', 'g'])
    await conversations.direct(idOf('eve'), 'ana', 'd1', tick())
    const said = { kind: 'files', fileIds: ['f', 'e'], clientId: 'eve-1' } as const
    t.same(await send('eve', 'd1', '', { ...said, fileIds: ['a'] }), { outcome: 'files-missing' }, 'not hers: no bounce')
    const outcomes = [await send('eve', 'd1', '', said), await send('eve', 'd1', '', said)]
    t.same(outcomes, [{ outcome: 'not-a-contact' }, { outcome: 'not-a-contact' }])
    const bounces = async () => (await messages.page(idOf('eve'), 'd1', { limit: 10 }))?.bounces
    t.match(await bounces(), [{ kind: 'files', body: '', fileIds: ['f', 'e'], files: [{ id: 'f' }, { id: 'e' }] }])
    t.equal((await bounces())?.length, 1)
    t.match([await files.own(idOf('eve'), 'f'), await seenBy(cast, 'f')], [{ sent: false }, ['eve']])
    t.same(await send('eve', 'd1', '', { kind: 'files', fileIds: ['g'], clientId: 'eve-2' }), { outcome: 'not-a-contact' })
    await introduce('ana', 'eve')
    t.match(await send('eve', 'd1', '', said), { outcome: 'stored', message: { files: [{ id: 'f' }, { id: 'e' }] } })
    await say('eve', 'd1', '', { kind: 'files', fileIds: ['g'] })
    const [left] = await bounces() ?? []
    t.same([left?.fileIds, left?.files], [['g'], undefined], 'sent by another message')
    t.same(await send('eve', 'd1', '', { kind: 'files', fileIds: ['g'], clientId: 'eve-2' }), { outcome: 'files-missing' })
  })

  t.test('U254 its owner deletes a sent file → the message keeps its place, told in replays too', async t => {
    const cast = await talking(t, open)
    const { direct, say, files, messages, page, told, ledgerOf, conversations, search, tick } = cast
    const { no, changedSeq } = await say('ana', direct, 'Look', { kind: 'files', fileIds: ['a', 'b'] })
    await say('ben', direct, 'Nice', { replyTo: no })
    t.equal(await files.remove(idOf('ben'), 'a', tick()), false, 'ben tries')
    t.equal(await files.remove(idOf('ana'), 'a', tick()), true)
    t.equal(await files.remove(idOf('ana'), 'a', tick()), false, 'once')
    const now = { no, body: 'Look', files: [{ id: 'a', name: '', size: 0, deleted: true }, { id: 'b', name: 'b.txt' }] }
    t.match(told('ben').at(-1), { type: 'message-edited', message: now })
    t.match((await page('ben')).at(-2), { ...now, changedSeq: told('ben').at(-1)?.seq })
    t.same(Object.hasOwn((await page('ben')).at(-2) ?? {}, 'editedAt'), false)
    t.notMatch(JSON.stringify([await page('ben'), await ledgerOf('ben'), await conversations.one(idOf('ana'), direct)]), 'a.txt')
    t.match((await ledgerOf('ben')).filter(event => 'message' in event && event.message.no === no), [
      { type: 'message', seq: changedSeq, message: { changedSeq } }, told('ben').at(-1) ?? {}
    ])
    const found = await search.messages({ viewerId: idOf('ben'), words: searchWords('txt'), limit: 9, hasFile: true })
    t.match(found?.hits, [{ message: { no } }], 'by the file that is left')
    t.same([await seenBy(cast, 'a'), await seenBy(cast, 'b')], [[], ['ana', 'ben']])
    t.match(await files.held(idOf('ana')), { user: 2 * SIZE })
    t.same([await files.remove(idOf('ana'), 'c', tick()), await files.own(idOf('ana'), 'c')], [true, null], 'an unsent one')
    await files.remove(idOf('ana'), 'b', tick())
    const copyOf = { conversationId: direct, no, keepFrom: true, fileIds: ['a2', 'b2'] }
    t.match(await say('ben', direct, '', { kind: 'files', copyOf }), { kind: 'text', body: 'Look' }, 'a copy of what is left')
    t.same((await search.messages({ viewerId: idOf('ben'), words: searchWords('txt'), limit: 9 }))?.hits, [])
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.match((await ledgerOf('ben')).flatMap(event => 'message' in event && event.message.no === no ? [event.message.body] : []), ['', '', '', ''])
  })
}
