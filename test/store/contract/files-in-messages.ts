import type { Test } from 'tap'
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
  t.test('U243 a send of files → the same in the answer, pages, lists, events and their replay', async t => {
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

  t.test('a copy of files → the same bytes under new ids, charged to nobody, outliving the original', async t => {
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
  })
}
