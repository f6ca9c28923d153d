import type { Test } from 'tap'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

/** Ana has said something to ben, who has answered it. */
async function answered (t: Test, open: Open, text = 'Shall we meet?') {
  const cast = await openCast(t, open)
  const direct = await cast.introduce('ana', 'ben')
  const { no } = await cast.say('ana', direct, text)
  const answer = await cast.say('ben', direct, 'At four', { replyTo: no })
  return { ...cast, direct, no, answer, quoted: (name: Name) => quotedBy(cast, name, direct, answer.no) }
}

async function quotedBy ({ messages }: Cast, name: Name, conversationId: string, no: number) {
  const page = await messages.page(idOf(name), conversationId, { before: no + 1, limit: 1 })
  return page?.messages[0]?.replyTo
}

/** Promises of messages that answer others. */
export function quotesContract (t: Test, open: Open): void {
  t.test('an answer → quotes the message in the send, in pages and in events', async t => {
    const { no, answer, quoted, told, ledgerOf } = await answered(t, open, `  two\n lines, ${'long '.repeat(100)}`)
    const quote = { no, sender: { id: idOf('ana'), username: 'ana', displayName: 'ANA' }, excerpt: String, recalled: false }
    t.match(answer, { body: 'At four', replyTo: quote })
    t.match(answer.replyTo?.excerpt, /^two lines, long .*…$/, 'one line, cut')
    t.equal(answer.replyTo?.excerpt?.length, 201)
    for (const name of ['ana', 'ben'] as const) {
      t.same(await quoted(name), answer.replyTo)
      t.same(await ledgerOf(name), told(name))
      t.match(told(name).at(-1), { message: { no: answer.no, replyTo: quote } })
    }
  })

  t.test('the quoted message is edited → reads quote the new text, events the text of their time', async t => {
    const { direct, no, quoted, messages, tick, told, ledgerOf, say } = await answered(t, open)
    const edit = (body: string) => messages.edit({ userId: idOf('ana'), conversationId: direct, no, body, notBefore: 0 }, tick())
    await edit('Shall we meet today?')
    const second = await say('ben', direct, 'Or at five', { replyTo: no })
    await edit('Shall we meet tomorrow?')
    t.match(second.replyTo, { excerpt: 'Shall we meet today?' })
    t.match(await quoted('ana'), { excerpt: 'Shall we meet tomorrow?' })
    const events = await ledgerOf('ben')
    t.same(events, told('ben'))
    t.same(events.map(event => 'message' in event && event.message.replyTo?.excerpt).filter(Boolean), ['Shall we meet?', 'Shall we meet today?'])
  })

  t.test('an answer is edited → still quotes, in its event as well', async t => {
    const { direct, answer, no, quoted, messages, tick, told, ledgerOf } = await answered(t, open)
    const change = { userId: idOf('ben'), conversationId: direct, no: answer.no, body: 'At five', notBefore: 0 }
    t.match(await messages.edit(change, tick()), { outcome: 'changed', message: { body: 'At five', replyTo: { no } } })
    t.match(await messages.edit(change, tick()), { outcome: 'unchanged', message: { replyTo: { no } } })
    t.match(told('ana').at(-1), { type: 'message-edited', message: { replyTo: { no, excerpt: 'Shall we meet?' } } })
    t.same(await ledgerOf('ana'), told('ana'))
    t.match(await quoted('ana'), { no })
  })

  t.test('D15 a message that hundreds answered is recalled → caches forget all that they have', async t => {
    const { direct, no, messages, tick, posted, ledgerOf, send } = await answered(t, open, 'the secret')
    await Promise.all(Array.from({ length: 500 }, (_, count) => send('ben', direct, `answer ${count}`, { replyTo: no })))
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.equal(posted.at(-1)?.forget, 'all')
    t.notMatch(JSON.stringify(await ledgerOf('ben')), /the secret/)
  })

  t.test('D15 the quoted message is recalled → its text leaves every answer, in replays too', async t => {
    const { direct, no, answer, quoted, messages, tick, posted, ledgerOf, say, conversations } = await answered(t, open, 'the secret')
    await messages.edit({ userId: idOf('ben'), conversationId: direct, no: answer.no, body: 'At five', notBefore: 0 }, tick())
    const other = await say('ana', direct, 'no answer')
    t.match(JSON.stringify(await ledgerOf('ben')), /the secret.*the secret.*the secret/, 'it could be seen before')
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.same(posted.at(-1)?.forget, [answer.changedSeq - 1, answer.changedSeq, answer.changedSeq + 1], 'the message, its answer, the edit of that')
    t.notOk([posted.at(-1)?.forget].flat().includes(other.changedSeq))
    for (const name of ['ana', 'ben'] as const) {
      t.notMatch(JSON.stringify(await ledgerOf(name)), /the secret/)
      t.same(await quoted(name), { no, sender: answer.replyTo?.sender, recalled: true })
      t.notMatch(JSON.stringify(await conversations.one(idOf(name), direct)), /the secret/)
    }
    t.match((await say('ben', direct, 'What was it?', { replyTo: no })).replyTo, { no, recalled: true }, 'a late answer is not lost')
  })

  t.test('an answer is recalled → quotes nothing any more', async t => {
    const { direct, answer, quoted, messages, tick, ledgerOf } = await answered(t, open)
    await messages.recall({ userId: idOf('ben'), conversationId: direct, no: answer.no, notBefore: 0 }, tick())
    t.equal(await quoted('ana'), undefined)
    t.same((await ledgerOf('ana')).map(event => 'message' in event && event.message.replyTo).filter(Boolean), [])
  })

  t.test('an answer to a line of the server, to nothing, or by eve → not found', async t => {
    const { direct, send, ledger, answer } = await answered(t, open)
    const head = ledger.head()
    for (const replyTo of [1, 99]) t.same(await send('ana', direct, 'What?', { replyTo }), { outcome: 'quoted-not-found' })
    t.same(await send('eve', direct, 'What?', { replyTo: answer.no }), { outcome: 'not-found' })
    t.equal(ledger.head(), head)
    const first = await send('ana', direct, 'Fine', { replyTo: answer.no, clientId: 'the-same-key' })
    t.match(await send('ana', direct, 'Fine', { replyTo: answer.no, clientId: 'the-same-key' }), { ...first, outcome: 'duplicate' })
  })

  t.test('an answer bounces → keeps what it answers; lists tell no quotes', async t => {
    const { direct, no, send, contacts, messages, conversations, tick } = await answered(t, open)
    t.equal((await conversations.one(idOf('ana'), direct))?.lastMessage?.replyTo, undefined)
    await contacts.block(idOf('ben'), 'ana', tick())
    t.same(await send('ana', direct, 'Hello?', { replyTo: no }), { outcome: 'not-a-contact' })
    t.match(await messages.page(idOf('ana'), direct, { limit: 1 }), { bounces: [{ body: 'Hello?', replyToNo: no }] })
  })

  t.test('D32 a former member → sees quotes as they were then, and no recalled text', async t => {
    const cast = await openCast(t, open)
    const { introduce, group, say, messages, tick, leave } = cast
    await introduce('ana', 'ben')
    const tea = await group('ana', ['ben'])
    const { no } = await say('ana', tea, 'before')
    const answer = await say('ana', tea, 'and so', { replyTo: no })
    await leave('ben', tea)
    await messages.edit({ userId: idOf('ana'), conversationId: tea, no, body: 'after', notBefore: 0 }, tick())
    t.match(await quotedBy(cast, 'ana', tea, answer.no), { excerpt: 'after' })
    t.match(await quotedBy(cast, 'ben', tea, answer.no), { excerpt: 'before' })
    await messages.recall({ userId: idOf('ana'), conversationId: tea, no, notBefore: 0 }, tick())
    t.match(await quotedBy(cast, 'ben', tea, answer.no), { recalled: true, excerpt: undefined })
  })
}
