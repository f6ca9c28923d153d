import type { Test } from 'tap'
import { REPEATS_MAX } from '#domain/site/repeats.ts'
import { idOf, openCast, type Open } from './cast.ts'

const once = (id: string, more = {}) => ({ caller: 'ana', id, hash: 'one', ...more })

/** Promises of `RepeatStore`, and of the units of write that keep their result in it. */
export function repeatsContract (t: Test, open: Open): void {
  t.test('B05 a result that was kept → found by caller, id and hash, and by no other caller', async t => {
    const { repeats, tick } = await openCast(t, open)
    t.equal(await repeats.find(once('f1')), null)
    await repeats.keep(once('f1'), 'conversations/c1', tick())
    t.same(await repeats.find(once('f1')), { result: 'conversations/c1' })
    t.equal(await repeats.find(once('f1', { hash: 'other' })), 'reused')
    t.equal(await repeats.find(once('f1', { caller: 'eve' })), null)
    t.equal(await repeats.find(once('f2')), null)
  })

  t.test('B05 results older than asked → dropped, in slices; a caller keeps the latest alone', async t => {
    const { repeats, tick } = await openCast(t, open)
    const first = tick()
    for (let at = 0; at < 1_200; at++) await repeats.keep(once(`f${at}`, { caller: `c${at}` }), '', first)
    const later = tick()
    await repeats.keep(once('late'), 'x', later)
    await repeats.trim(later)
    for (const at of [0, 499, 500, 1_199]) t.equal(await repeats.find(once(`f${at}`, { caller: `c${at}` })), null)
    t.same(await repeats.find(once('late')), { result: 'x' })
    for (let at = 0; at < REPEATS_MAX; at++) await repeats.keep(once(`g${at}`), 'x', tick())
    t.equal(await repeats.find(once('late')), null, 'crowded out by the caller’s own')
    t.same(await repeats.find(once('g0')), { result: 'x' })
  })

  t.test('B05 two equal groups in one turn → one group, told once; other fields → reused', async t => {
    const { conversations, introduce, told, tick } = await openCast(t, open)
    await introduce('ana', 'ben')
    const before = told('ben').length
    const group = (id: string, key: object) => conversations.group({ ownerId: idOf('ana'), title: 'Tea', usernames: ['ben'], id, once: once('f1', key) }, tick())
    const [one, two] = await Promise.all([group('g1', {}), group('g2', {})])
    t.match([one, two], [{ outcome: 'made', conversation: { id: 'g1' } }, { outcome: 'found', conversation: { id: 'g1' } }])
    t.same(await group('g3', { hash: 'other' }), { outcome: 'reused' })
    t.equal(told('ben').slice(before).filter(({ type }) => type === 'conversation').length, 1)
    t.match(await group('g4', { caller: 'eve' }), { outcome: 'made' }, 'another caller’s key is another')
  })

  t.test('B05 accepting, rejecting, withdrawing, leaving again → the same answer and no event', async t => {
    const { contacts, leave, group, introduce, told, tick } = await openCast(t, open)
    const ask = (name: 'ben' | 'cho' | 'eve', id: string) =>
      contacts.request({ fromId: idOf('ana'), username: name, note: '', id, conversationId: `d-${id}` }, tick())
    for (const [name, id] of [['ben', 'r1'], ['cho', 'r2'], ['eve', 'r3']] as const) await ask(name, id)
    const acts = [
      () => contacts.accept(idOf('ben'), 'r1', 'd1', tick()),
      () => contacts.reject(idOf('cho'), 'r2', tick()),
      () => contacts.withdraw(idOf('ana'), 'r3', tick())
    ]
    for (const act of acts) {
      const first = await act()
      const heard = [told('ana').length, told('ben').length, told('cho').length, told('eve').length]
      t.same(await act(), first)
      t.same([told('ana').length, told('ben').length, told('cho').length, told('eve').length], heard)
    }
    t.equal(await contacts.accept(idOf('eve'), 'r1', 'd9', tick()), null, 'not eve’s')
    t.equal(await contacts.accept(idOf('cho'), 'r2', 'd9', tick()), null, 'rejected before')
    await introduce('ana', 'eve')
    const id = await group('ana', ['ben', 'eve'])
    t.equal(await leave('ben', id), 'done')
    const heard = told('ana').length
    t.equal(await leave('ben', id), 'done')
    t.equal(told('ana').length, heard)
    t.equal(await leave('cho', id), 'not-found', 'never a member')
  })
}
