import type { Test } from 'tap'
import { BOUNCES_KEPT } from '#domain/messages/messages.ts'
import { bodies, idOf, openCast, type Open } from './cast.ts'

/** Promises of `MessageStore.append`, and its refusals. */
export function appendContract (t: Test, open: Open): void {
  t.test('D2 a message → the next no of its conversation and the next seq of the ledger', async t => {
    const { introduce, say, ledger } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const before = ledger.head()
    const first = await say('ana', direct, 'one')
    const second = await say('ben', direct, 'two')
    t.same([first.no, second.no], [2, 3], 'after the first system line')
    t.same([first.changedSeq, second.changedSeq], [before + 1, before + 2])
    t.match(first, { conversationId: direct, body: 'one', kind: 'text', sender: { id: idOf('ana'), username: 'ana', displayName: 'ANA' } })
  })

  t.test('sends of one turn to one conversation → consecutive numbers', async t => {
    const { introduce, say } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const messages = await Promise.all([say('ana', direct, 'a'), say('ben', direct, 'b'), say('ana', direct, 'c')])
    t.same(messages.map(message => message.no), [2, 3, 4])
    t.same(messages.map(message => message.changedSeq - (messages[0]?.changedSeq ?? 0)), [0, 1, 2])
  })

  t.test('D12 a repeated send → the same message, whatever happened since', async t => {
    const { introduce, say, send, messages, contacts, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const first = await say('ana', direct, 'hi', { clientId: 'the-same-key' })
    t.same(await send('ana', direct, 'hi', { clientId: 'the-same-key' }), { outcome: 'duplicate', message: first })
    t.same(await send('ana', direct, 'other words', { clientId: 'the-same-key' }), { outcome: 'reused' })
    t.match(await send('ben', direct, 'hi', { clientId: 'the-same-key' }), { outcome: 'stored' }, 'keys are each sender’s own')
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no: first.no, notBefore: 0 }, tick())
    await contacts.block(idOf('ben'), 'ana', tick())
    t.match(await send('ana', direct, 'hi', { clientId: 'the-same-key' }), { outcome: 'duplicate', message: { no: first.no, body: '' } })
    const page = await messages.page(idOf('ana'), direct, { limit: 10 })
    t.same(page?.bounces, [], 'a retry of an accepted send does not bounce')
  })

  t.test('copies of one send in the same turn → one message', async t => {
    const { introduce, send, messages } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const copies = await Promise.all([1, 2, 3].map(() => send('ana', direct, 'once', { clientId: 'double-click' })))
    t.same(copies.map(copy => copy.outcome), ['stored', 'duplicate', 'duplicate'])
    t.same(bodies((await messages.page(idOf('ben'), direct, { limit: 10 }))?.messages ?? []), ['*', 'once'])
  })

  t.test('eve writes or reads as an outsider → not found, as if nothing were there', async t => {
    const { introduce, say, send, messages, ledgerOf, told } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'between us')
    t.same(await send('eve', direct, 'let me in'), { outcome: 'not-found' })
    t.equal(await messages.page(idOf('eve'), direct, { limit: 10 }), null)
    t.same(await ledgerOf('eve'), [])
    t.same(told('eve'), [])
    t.same(await send('eve', 'no-such-conversation', 'hello'), { outcome: 'not-found' }, 'the same as for an unknown conversation')
  })

  t.test('a message to no contact → bounces: no number, seen by its sender, judged at each retry', async t => {
    const { conversations, messages, send, introduce, told, tick, ledger } = await openCast(t, open)
    const made = await conversations.direct(idOf('eve'), 'ana', 'd1', tick())
    t.match(made, { outcome: 'made', conversation: { id: 'd1', lastNo: 0 } })
    const before = ledger.head()
    t.same(await send('eve', 'd1', 'buy this', { clientId: 'eve-1' }), { outcome: 'not-a-contact' })
    t.same(await send('eve', 'd1', 'buy this', { clientId: 'eve-1' }), { outcome: 'not-a-contact' })
    t.same(await send('eve', 'd1', 'buy that', { clientId: 'eve-1' }), { outcome: 'reused' })
    t.equal(ledger.head(), before)
    const page = await messages.page(idOf('eve'), 'd1', { limit: 10 })
    t.same(page?.messages, [])
    t.match(page, { bounces: [{ conversationId: 'd1', clientId: 'eve-1', kind: 'text', body: 'buy this', code: 'NOT_A_CONTACT' }] })
    t.equal(page?.bounces.length, 1)
    t.equal((await conversations.one(idOf('eve'), 'd1'))?.bounced, true)
    t.equal(await messages.page(idOf('ana'), 'd1', { limit: 10 }), null, 'ana sees nothing of the conversation')
    t.same(told('ana'), [])
    await introduce('ana', 'eve')
    t.match(await send('eve', 'd1', 'buy this', { clientId: 'eve-1' }), { outcome: 'stored', message: { no: 2 } }, 'in the conversation there was')
    t.same((await messages.page(idOf('eve'), 'd1', { limit: 10 }))?.bounces, [])
    t.equal((await conversations.one(idOf('eve'), 'd1'))?.bounced, false)
    t.equal((await conversations.one(idOf('ana'), 'd1'))?.bounced, false)
  })

  t.test('eve is refused endlessly → only her newest bounces are kept', async t => {
    const { conversations, messages, send, tick } = await openCast(t, open)
    await conversations.direct(idOf('eve'), 'ana', 'd1', tick())
    await conversations.direct(idOf('eve'), 'ben', 'd2', tick())
    await send('eve', 'd2', 'another conversation', { clientId: 'eve-elsewhere' })
    for (let n = 1; n <= BOUNCES_KEPT + 3; n++) t.same(await send('eve', 'd1', `buy ${n}`), { outcome: 'not-a-contact' })
    const bounces = (await messages.page(idOf('eve'), 'd1', { limit: 10 }))?.bounces ?? []
    t.equal(bounces.length, BOUNCES_KEPT)
    t.same([bounces[0]?.body, bounces.at(-1)?.body], ['buy 4', `buy ${BOUNCES_KEPT + 3}`])
    t.equal((await messages.page(idOf('eve'), 'd2', { limit: 10 }))?.bounces.length, 1)
  })

  t.test('a bounce → discarded by its sender only', async t => {
    const { conversations, messages, send, tick } = await openCast(t, open)
    await conversations.direct(idOf('eve'), 'ana', 'd1', tick())
    await send('eve', 'd1', 'buy this', { clientId: 'eve-1' })
    t.equal(await messages.discardBounce(idOf('ana'), 'eve-1'), false)
    t.equal(await messages.discardBounce(idOf('eve'), 'eve-1'), true)
    t.equal(await messages.discardBounce(idOf('eve'), 'eve-1'), false)
    t.same((await messages.page(idOf('eve'), 'd1', { limit: 10 }))?.bounces, [])
  })

  t.test('D31 a predecessor is missing → the send waits; a bounced one counts as arrived', async t => {
    const { introduce, say, send, contacts, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    t.same(await send('ana', direct, 'two', { clientId: 'second-1', afterClientId: 'first-1' }), { outcome: 'out-of-order' })
    await say('ana', direct, 'one', { clientId: 'first-1' })
    t.match(await send('ana', direct, 'two', { clientId: 'second-1', afterClientId: 'first-1' }), { outcome: 'stored' })
    t.same(await send('ben', direct, 'x', { afterClientId: 'first-1' }), { outcome: 'out-of-order' }, 'keys are each sender’s own')
    await contacts.remove(idOf('ben'), 'ana', tick())
    await send('ana', direct, 'three', { clientId: 'third-1' })
    t.same(await send('ana', direct, 'four', { afterClientId: 'third-1' }), { outcome: 'not-a-contact' }, 'judged, not held up')
  })

  t.test('a new direct conversation → invisible to the peer until the first accepted message', async t => {
    const { introduce, conversations, contacts, say, told, tick, ledgerOf } = await openCast(t, open)
    await introduce('ana', 'cho')
    const opened = await conversations.direct(idOf('ana'), 'ben', 'd1', tick())
    t.match(opened, { outcome: 'made', conversation: { id: 'd1', peer: { username: 'ben' }, memberCount: 2 } })
    t.same((await conversations.list(idOf('ben'), { limit: 10 })).conversations, [])
    t.same(told('ben'), [])
    await contacts.request({ fromId: idOf('ben'), username: 'ana', note: '', id: 'r1', conversationId: 'unused' }, tick())
    await contacts.accept(idOf('ana'), 'r1', 'unused', tick())
    const before = told('ben').length
    const message = await say('ana', 'd1', 'now you see me')
    t.same(told('ben').slice(before).map(event => event.type), ['message'])
    t.same(told('ben').filter(event => event.type === 'conversation').length, 1)
    t.same(await ledgerOf('ben'), told('ben'))
    t.equal(message.no, 2)
  })

  t.test('the note-to-self → takes messages from its one member', async t => {
    const { conversations, messages, say, tick } = await openCast(t, open)
    t.match(await conversations.direct(idOf('ana'), 'ana', 's1', tick()), { outcome: 'made', conversation: { kind: 'self', peer: null, memberCount: 1 } })
    t.match(await conversations.direct(idOf('ana'), 'ana', 's2', tick()), { outcome: 'found', conversation: { id: 's1' } })
    await say('ana', 's1', 'milk')
    t.same(bodies((await messages.page(idOf('ana'), 's1', { limit: 10 }))?.messages ?? []), ['milk'])
    t.match(await conversations.one(idOf('ana'), 's1'), { unread: 0, lastNo: 1, lastMessage: { body: 'milk' } })
  })

  t.test('D14 a send → everything shown to its sender is read, and their own message', async t => {
    const { introduce, say, conversations, told, ledger } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'one')
    t.match(await conversations.one(idOf('ana'), direct), { readNo: 2, unread: 0 }, 'a system line is not unread')
    await say('ben', direct, 'two')
    t.match(await conversations.one(idOf('ben'), direct), { readNo: 0, unread: 1 }, 'ben has not read the first')
    const before = ledger.head()
    await say('ben', direct, 'three', { readNo: 2 })
    t.match(await conversations.one(idOf('ben'), direct), { readNo: 4, unread: 0 }, 'everything ben was shown, and the new message')
    t.match(told('ben', before), [{ type: 'message' }, { type: 'read', readNo: 4 }], 'ben’s other browsers are told')
    t.same(told('ana', before).map(event => event.type), ['message'])
    await say('ana', direct, 'four', { readNo: 999 })
    t.match(await conversations.one(idOf('ana'), direct), { readNo: 5 }, 'readNo never exceeds the last no')
    await say('ben', direct, 'five', { readNo: 1 })
    t.match(await conversations.one(idOf('ben'), direct), { readNo: 4, unread: 1 }, 'and never backwards')
  })
}
