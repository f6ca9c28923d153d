import type { Test } from 'tap'
import { bodies, idOf, openCast, type Cast, type Open } from './cast.ts'

function changing ({ messages, tick }: Cast, conversationId: string) {
  return {
    edit: (userId: string, no: number, body: string, notBefore = 0) =>
      messages.edit({ userId, conversationId, no, body, notBefore }, tick()),
    recall: (userId: string, no: number, notBefore = 0) => messages.recall({ userId, conversationId, no, notBefore }, tick())
  }
}

/** Promises of `MessageStore.edit` and `recall` (D15). */
export function changesContract (t: Test, open: Open): void {
  t.test('edits → a new event each, and every event keeps its own text', async t => {
    const cast = await openCast(t, open)
    const { introduce, say, ledgerOf, told, messages } = cast
    const direct = await introduce('ana', 'ben')
    const { no, changedSeq } = await say('ana', direct, 'helo')
    const { edit } = changing(cast, direct)
    const edited = await edit(idOf('ana'), no, 'hello')
    t.match(edited, { outcome: 'changed', message: { no, body: 'hello', changedSeq: changedSeq + 1, editedAt: Number } })
    await edit(idOf('ana'), no, 'hello!')
    t.same(bodies((await messages.page(idOf('ben'), direct, { limit: 10 }))?.messages ?? []), ['*', 'hello!'])
    const replayed = (await ledgerOf('ben', changedSeq - 1))
    t.match(replayed, [
      { type: 'message', message: { body: 'helo', changedSeq } },
      { type: 'message-edited', message: { body: 'hello', changedSeq: changedSeq + 1 } },
      { type: 'message-edited', message: { body: 'hello!', changedSeq: changedSeq + 2 } }
    ])
    t.same(replayed, told('ben', changedSeq - 1))
  })

  t.test('an edit by another user, too late, or to an ended contact → refused', async t => {
    const cast = await openCast(t, open)
    const { introduce, say, contacts, tick } = cast
    const direct = await introduce('ana', 'ben')
    const { no, at } = await say('ana', direct, 'mine')
    const { edit, recall } = changing(cast, direct)
    t.same(await edit(idOf('ben'), no, 'yours'), { outcome: 'forbidden' })
    t.same(await recall(idOf('ben'), no), { outcome: 'forbidden' })
    t.same(await edit(idOf('eve'), no, 'hers'), { outcome: 'not-found' })
    t.same(await recall(idOf('eve'), no), { outcome: 'not-found' })
    t.same(await edit(idOf('ana'), 1, 'a system line'), { outcome: 'forbidden' })
    t.same(await edit(idOf('ana'), 99, 'nothing'), { outcome: 'not-found' })
    t.same(await edit(idOf('ana'), no, 'late', at + 1), { outcome: 'too-late' })
    t.same(await recall(idOf('ana'), no, at + 1), { outcome: 'too-late' })
    t.match(await edit(idOf('ana'), no, 'mine'), { outcome: 'unchanged', message: { no, body: 'mine' } })
    await contacts.block(idOf('ben'), 'ana', tick())
    t.same(await edit(idOf('ana'), no, 'one more word'), { outcome: 'not-a-contact' }, 'an edit cannot bypass the contact rule')
    t.match(await recall(idOf('ana'), no), { outcome: 'changed' }, 'but taking back is open')
  })

  t.test('D15 recall → every revision erased, never served again, final', async t => {
    const cast = await openCast(t, open)
    const { introduce, say, posted, ledgerOf, messages } = cast
    const direct = await introduce('ana', 'ben')
    const { no, changedSeq } = await say('ana', direct, 'secret one')
    const { edit, recall } = changing(cast, direct)
    await edit(idOf('ana'), no, 'secret two')
    await edit(idOf('ana'), no, 'secret three')
    t.match(JSON.stringify(await ledgerOf('ben')), /secret one.*secret two.*secret three/, 'it could be seen before')
    const recalled = await recall(idOf('ana'), no)
    t.match(recalled, { outcome: 'changed', message: { no, body: '', recalledAt: Number, changedSeq: changedSeq + 3 } })
    t.same(posted.at(-1)?.forget, [changedSeq, changedSeq + 1, changedSeq + 2], 'caches drop every event that carried it')
    for (const name of ['ana', 'ben'] as const) t.notMatch(JSON.stringify(await ledgerOf(name)), /secret/)
    t.notMatch(JSON.stringify(await messages.page(idOf('ben'), direct, { limit: 10 })), /secret/)
    const replayed = await ledgerOf('ben', changedSeq - 1)
    t.match(replayed, Array.from({ length: 4 }, () => ({ message: { no, body: '', changedSeq: changedSeq + 3, recalledAt: Number } })))
    t.same(replayed.at(-1), posted.at(-1)?.event)
    t.match(await recall(idOf('ana'), no), { outcome: 'unchanged', message: { recalledAt: Number } })
    t.same(await edit(idOf('ana'), no, 'again'), { outcome: 'recalled' })
  })

  t.test('recall of an unedited message → its one event dropped from caches', async t => {
    const cast = await openCast(t, open)
    const { introduce, say, posted } = cast
    const direct = await introduce('ana', 'ben')
    const { no, changedSeq } = await say('ana', direct, 'oops')
    await say('ben', direct, 'what?')
    await changing(cast, direct).recall(idOf('ana'), no)
    t.same(posted.at(-1)?.forget, [changedSeq])
  })

  t.test('a member has left → can neither edit nor recall', async t => {
    const cast = await openCast(t, open)
    const { introduce, group, say, leave } = cast
    await introduce('ana', 'ben')
    const tea = await group('ana', ['ben'])
    const { no } = await say('ben', tea, 'bye')
    await leave('ben', tea)
    const { edit, recall } = changing(cast, tea)
    t.same(await edit(idOf('ben'), no, 'hello again'), { outcome: 'not-found' })
    t.same(await recall(idOf('ben'), no), { outcome: 'not-found' })
  })
}
