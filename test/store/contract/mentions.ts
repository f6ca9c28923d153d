import type { Test } from 'tap'
import type { Mentioned } from '#domain/messages/mentioning.ts'
import { bodies, idOf, openCast, type Name, type Open } from './cast.ts'

const mentioning = (all: Mentioned['all'], ...usernames: readonly string[]) => ({ mentioned: { usernames, all } })
const names = (...usernames: readonly string[]) => mentioning('no', ...usernames)
const everybody = mentioning('tried')

/** Ana's group of ben and cho; eve is in none. */
async function grouped (t: Test, open: Open) {
  const cast = await openCast(t, open)
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const group = await cast.group('ana', ['ben', 'cho'])
  const listOf = async (name: Name, limit = 50) => bodies((await cast.mentions.mentions(idOf(name), { limit })).rows)
  // The row as it is kept in memory, which must be what the database says.
  const rowOf = async (name: Name) => {
    const { conversations: [kept] } = cast.conversations.inMemory(idOf(name), [group]) ?? await cast.conversations.some(idOf(name), [group])
    const read = await cast.conversations.one(idOf(name), group)
    t.same([kept?.mentionNo, kept?.mentionSeq], [read?.mentionNo, read?.mentionSeq], 'memory and database agree')
    return [kept?.mentionNo, kept?.mentionSeq]
  }
  for (const name of ['ana', 'ben', 'cho'] as const) await rowOf(name)
  return { ...cast, group, listOf, rowOf }
}

/** Promises of `MentionStore`, and of mentions in sends, edits and recalls. */
export function mentionsContract (t: Test, open: Open): void {
  t.test('a mention → in the message, its event, the list and the row of the mentioned alone', async t => {
    const { group, say, listOf, rowOf, told, ledgerOf } = await grouped(t, open)
    const { no, changedSeq, mentions } = await say('ana', group, 'Hi @ben', names('ben', 'eve', 'ana'))
    t.same(mentions, ['ben'], 'neither those outside nor oneself')
    t.same([await listOf('ana'), await listOf('ben'), await listOf('cho'), await listOf('eve')], [[], ['Hi @ben'], [], []])
    t.same([await rowOf('ana'), await rowOf('ben'), await rowOf('cho')], [[null, null], [no, changedSeq], [null, null]])
    t.match(told('cho').at(-1), { type: 'message', message: { mentions: ['ben'] } })
    for (const name of ['ana', 'ben', 'cho'] as const) t.same(await ledgerOf(name), told(name))
  })

  t.test('everybody → all but the sender; tried by a member → nobody; demanded → refused', async t => {
    const { group, say, send, listOf, rowOf, told, ledgerOf, ledger } = await grouped(t, open)
    const { no, changedSeq, mentionsAll } = await say('ana', group, '@all come', everybody)
    t.equal(mentionsAll, true)
    t.same([await listOf('ana'), await listOf('ben'), await listOf('cho'), await listOf('eve')], [[], ['@all come'], ['@all come'], []])
    t.same([await rowOf('ana'), await rowOf('cho')], [[null, null], [no, changedSeq]])
    t.equal((await say('ben', group, '@all why', everybody)).mentionsAll, undefined)
    const before = ledger.head()
    t.match(await send('ben', group, '@all!', mentioning('refused')), { outcome: 'mentions-all' })
    t.match(await send('eve', group, '@all!', everybody), { outcome: 'not-found' })
    t.equal(ledger.head(), before)
    for (const name of ['ana', 'ben', 'cho'] as const) t.same(await ledgerOf(name), told(name))
  })

  t.test('unread mentions → the first and the last; reading past them, one after another', async t => {
    const { group, say, rowOf, conversations, tick } = await grouped(t, open)
    const first = await say('ana', group, 'one', names('ben'))
    const second = await say('ana', group, 'two', everybody)
    await say('cho', group, 'plain')
    t.same(await rowOf('ben'), [first.no, second.changedSeq])
    await conversations.read(idOf('ben'), group, first.no, tick())
    t.same(await rowOf('ben'), [second.no, second.changedSeq])
    await say('ben', group, 'answer')
    t.same(await rowOf('ben'), [second.no, second.changedSeq], 'an answer reads only what was shown')
    await conversations.read(idOf('ben'), group, second.no + 2, tick())
    t.same(await rowOf('ben'), [null, null])
  })

  t.test('an edit mentions anew or leaves them; events tell those of then; a recall takes all', async t => {
    const { group, say, listOf, rowOf, messages, tick, told, ledgerOf } = await grouped(t, open)
    const { no } = await say('ana', group, 'Hi @ben', names('ben'))
    const place = { userId: idOf('ana'), conversationId: group, no, notBefore: 0 }
    t.match(await messages.edit({ ...place, body: 'Hi @ben!' }, tick()), { outcome: 'changed', message: { mentions: ['ben'] } })
    t.match(await messages.edit({ ...place, body: 'Hi @cho', ...names('cho') }, tick()), { outcome: 'changed', message: { mentions: ['cho'] } })
    t.match(await messages.edit({ ...place, body: 'Hi @cho', ...names('cho') }, tick()), { outcome: 'unchanged' })
    t.same([await listOf('ben'), await listOf('cho'), await rowOf('ben'), (await rowOf('cho'))[0]], [[], ['Hi @cho'], [null, null], no])
    for (const name of ['ana', 'ben', 'cho'] as const) t.same(await ledgerOf(name), told(name))
    t.match(await messages.recall(place, tick()), { outcome: 'changed', message: { mentions: undefined } })
    t.same([await listOf('cho'), await rowOf('cho')], [[], [null, null]])
    t.notMatch((await ledgerOf('cho')).map(event => 'message' in event && event.message.mentions).filter(Boolean), [['cho']])
  })

  t.test('after leaving → the mentions of before alone; back again → those from then on as well', async t => {
    const { group, say, listOf, leave, messages, groups, tick } = await grouped(t, open)
    const before = await say('ana', group, 'before', names('ben'))
    const plain = await say('ana', group, 'plain')
    await leave('ben', group)
    t.equal((await say('ana', group, 'meanwhile @ben', names('ben'))).mentions, undefined)
    await say('ana', group, 'all meanwhile', everybody)
    t.same(await listOf('ben'), ['before'])
    const edit = { userId: idOf('ana'), conversationId: group, notBefore: 0 }
    await messages.edit({ ...edit, no: plain.no, body: 'plain to all', ...everybody }, tick())
    await messages.edit({ userId: idOf('ana'), conversationId: group, no: before.no, body: 'changed', notBefore: 0, ...names() }, tick())
    t.same(await listOf('ben'), ['before'], 'what was edited later is for those who stayed')
    await groups.add({ userId: idOf('ana'), conversationId: group, usernames: ['ben'], max: 100 }, tick())
    await say('ana', group, 'after', everybody)
    t.same((await listOf('ben'))[0], 'after')
    t.notOk((await listOf('ben')).includes('all meanwhile'))
  })

  t.test('people apart by a block → the name stays in the message, and nobody is told', async t => {
    const { group, say, listOf, rowOf, contacts, tick } = await grouped(t, open)
    await contacts.block(idOf('ben'), 'cho', tick())
    t.same((await say('cho', group, 'Hi @ben', names('ben', 'ana'))).mentions, ['ben', 'ana'])
    t.same((await say('ben', group, 'Hi @cho', names('cho'))).mentions, ['cho'])
    t.same([await listOf('ben'), await listOf('cho'), await listOf('ana')], [[], [], ['Hi @ben']])
    await contacts.block(idOf('ben'), 'ana', tick())
    await say('ana', group, 'to all', everybody)
    t.same([await listOf('ben'), await listOf('cho')], [[], ['to all']])
    t.same((await rowOf('ben'))[0], null)
  })

  t.test('a block → former mentions leave list and row, and hide no others; its end → back', async t => {
    const { group, say, listOf, rowOf, contacts, groups, tick } = await grouped(t, open)
    await groups.changeMember({ userId: idOf('ana'), conversationId: group, username: 'cho', change: { role: 'admin' } }, tick())
    const { no, changedSeq } = await say('ana', group, 'ana to all', everybody)
    await say('cho', group, 'cho to ben', names('ben'))
    for (let count = 1; count <= 3; count++) await say('cho', group, `cho to all ${count}`, everybody)
    t.same((await rowOf('ben'))[0], no)
    await contacts.block(idOf('ben'), 'cho', tick())
    t.same(await listOf('ben', 2), ['ana to all'])
    t.same(await rowOf('ben'), [no, changedSeq])
    await contacts.unblock(idOf('ben'), 'cho', tick())
    t.equal((await listOf('ben')).length, 5)
  })

  t.test('a long list → pages, each mention once', async t => {
    const { group, say, mentions } = await grouped(t, open)
    for (let i = 0; i < 7; i++) await say('ana', group, `n${i}`, i % 2 === 0 ? names('ben') : mentioning('tried', 'ben'))
    const seen: string[] = []
    for (let after: string | undefined; ;) {
      const page = await mentions.mentions(idOf('ben'), { limit: 3, after })
      seen.push(...bodies(page.rows))
      if (page.next === null) break
      after = page.next
    }
    t.same(seen, ['n6', 'n5', 'n4', 'n3', 'n2', 'n1', 'n0'])
  })
}
