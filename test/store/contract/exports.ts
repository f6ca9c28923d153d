import type { Test } from 'tap'
import { idOf, openCast, type Name, type Open } from './cast.ts'

/** Promises of `ExportStore`. */
export function exportsContract (t: Test, open: Open): void {
  t.test('conversations to export → those one has, in pages, with the messages of one’s periods', async t => {
    const cast = await openCast(t, open)
    const direct = await cast.introduce('ana', 'ben')
    await cast.introduce('ana', 'cho')
    await cast.introduce('ben', 'cho')
    const group = await cast.group('ben', ['cho'])
    await cast.say('ben', group, 'before ana')
    await cast.groups.add({ userId: idOf('ben'), conversationId: group, usernames: ['ana'], max: 10 }, cast.tick())
    for (const body of ['one', 'two']) await cast.say('cho', group, body)
    await cast.leave('ana', group)
    await cast.say('cho', group, 'after ana')

    const all = async (name: Name, limit: number) => {
      const found = []
      for (let after = ''; ;) {
        const rows = await cast.exports.conversations(idOf(name), after, limit)
        found.push(...rows)
        if (rows.length < limit) return found
        after = rows.at(-1)?.id ?? ''
      }
    }
    const rows = await all('ana', 10)
    t.same((await all('ana', 1)), rows, 'page by page')
    t.same(rows.map(({ id }) => id), rows.map(({ id }) => id).sort())
    for (const { id, messages } of rows) {
      const page = await cast.messages.page(idOf('ana'), id, { after: 0, limit: 200 })
      t.equal(messages, page?.messages.length, `${id}: as many as a read shows`)
    }
    t.match(rows.find(({ id }) => id === direct), { messages: 1 })
    t.same(await all('eve', 10), [], 'eve has none')
    await cast.conversations.remove(idOf('ana'), group, cast.tick())
    t.notOk((await all('ana', 10)).some(({ id }) => id === group), 'a removed one is none')
  })
}
