import type { Test } from 'tap'
import { idOf, openCast, type Name, type Open } from './cast.ts'
import { teaOf } from './groups.ts'

const NEVER = Number.MAX_SAFE_INTEGER

/** ana's group, in which ben has said something long ago. */
async function said (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const group = await teaOf(cast)
  const { no } = await cast.say('ben', group.tea, 'SPAM')
  const recall = (name: Name, of = no) =>
    cast.messages.recall({ userId: idOf(name), conversationId: group.tea, no: of, notBefore: NEVER }, cast.tick())
  const seen = async (name: Name) => (await cast.messages.page(idOf(name), group.tea, { before: no + 1, limit: 1 }))?.messages[0]
  return { ...cast, ...group, no, recall, seen }
}

/** Promises of `MessageStore.recall` about messages of others. */
export function recallsContract (t: Test, open: Open): void {
  t.test('the owner or an admin recalls a member’s message at any time → all see who did', async t => {
    const { recall, give, tea, no, told, ledgerOf, ledger, seen } = await said(t, open)
    await give('ana', 'cho', 'admin')
    const before = ledger.head()
    const recalledBy = { id: idOf('cho'), username: 'cho', displayName: 'CHO' }
    t.match(await recall('cho'), { outcome: 'changed', message: { no, body: '', sender: { username: 'ben' }, recalledBy } })
    t.match(told('ben', before), [{ type: 'message-recalled', conversationId: tea, message: { no, body: '', recalledBy } }])
    for (const name of ['ana', 'ben', 'cho'] as const) {
      t.same(await ledgerOf(name, before), told(name, before))
      t.match(await seen(name), { body: '', recalledBy })
    }
    t.match(await recall('ana'), { outcome: 'unchanged', message: { recalledBy } }, 'the first one stays named')
  })

  t.test('a message with hundreds of reactions is recalled → nobody sees one, a chore deletes them', async t => {
    const { reactions, messages, recall, seen, tea, no, tick } = await said(t, open)
    const react = (at: number, on = true) =>
      reactions.react({ userId: idOf('ben'), conversationId: tea, no, emoji: `kind ${at}`, on, kindsMax: 1_000 }, tick())
    for (let at = 0; at < 300; at++) await react(at)
    t.equal((await seen('cho'))?.reactions?.length, 300)
    t.match(await recall('ana'), { outcome: 'changed', message: { reactions: undefined } })
    for (const name of ['ana', 'ben'] as const) {
      t.equal((await seen(name))?.reactions, undefined)
      t.same(await reactions.reactors(idOf(name), tea, no, { limit: 50 }), { rows: [], more: false, next: null })
    }
    t.equal(await reactions.reactors(idOf('eve'), tea, no, { limit: 50 }), null)
    t.same(await react(0, false), { outcome: 'recalled' })
    t.equal(await messages.clearLeftovers(), true)
    t.match(await recall('ana'), { outcome: 'unchanged' })
  })

  t.test('the sender recalls → nobody is named besides', async t => {
    const { say, tea, recall } = await said(t, open)
    const { no } = await say('ana', tea, 'mine')
    const recalled = await recall('ana', no)
    t.match(recalled, { outcome: 'changed', message: { no, body: '' } })
    t.equal('message' in recalled && recalled.message.recalledBy, undefined)
  })

  t.test('members, former admins and eve → recall nothing of others', async t => {
    const { recall, give, leave, tea, ledger, say } = await said(t, open)
    await give('ana', 'cho', 'admin')
    const { no: line } = await say('cho', tea, 'as an admin')
    await leave('cho', tea)
    const head = ledger.head()
    t.same([await recall('cho'), await recall('cho', line), await recall('eve')].map(({ outcome }) => outcome), ['not-found', 'not-found', 'not-found'])
    t.same(await recall('ben', line), { outcome: 'forbidden' })
    t.same(await recall('ana', 1), { outcome: 'forbidden' }, 'a line of the server')
    t.equal(ledger.head(), head)
  })

  t.test('somebody who recalled has another name since → the ledger tells the one of then', async t => {
    const { recall, accounts, ledgerOf, told, ledger, tick } = await said(t, open)
    const before = ledger.head()
    await recall('ana')
    const then = told('ben', before)
    await accounts.change(idOf('ana'), { displayName: 'Anastasia' }, tick())
    t.same((await ledgerOf('ben', before)).slice(0, 1), then)
  })

  t.test('a direct conversation → nobody recalls what the other said', async t => {
    const cast = await openCast(t, open)
    const direct = await cast.introduce('ana', 'ben')
    const { no } = await cast.say('ben', direct, 'mine')
    t.same(await cast.messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, cast.tick()), { outcome: 'forbidden' })
  })
}
