import type { Test } from 'tap'
import { searchWords } from '#domain/messages/search/search-words.ts'
import { idOf, openCast, type Name, type Open } from './cast.ts'
import { addFiles } from './files-in-messages.ts'
import { finding, type Finding } from './search.ts'

async function shared (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const direct = await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben'])
  await addFiles(cast, 'ana', ['Café-plan', '会议记录', 'other', 'late'])
  /** The numbers of messages that have such a file. */
  const files = async (name: Name, query: string, more: Finding = {}) => {
    const found = await cast.search.messages({ viewerId: idOf(name), words: searchWords(query), limit: 50, ...more, hasFile: true })
    return found?.hits.map(({ message }) => message.no) ?? null
  }
  return { ...cast, direct, tea, files, find: finding(cast) }
}

/** Promises of finding messages by the names of their files. */
export function filesFoundContract (t: Test, open: Open): void {
  t.test('the name of a file → its message is found by those who see it, the name in the snippet', async t => {
    const { say, direct, find, search } = await shared(t, open)
    await say('ana', direct, 'Look at this', { kind: 'files', fileIds: ['Café-plan', '会议记录'] })
    for (const query of ['cafe', 'CAFÉ plan', '会议', 'look plan', '记录 txt']) t.same(await find('ben', query), ['Look at this'], query)
    for (const query of ['cafeteria', '议会', 'look nothing']) t.same(await find('ben', query), [], query)
    t.same([await find('cho', 'cafe'), await find('eve', 'cafe'), await find('eve', '会议')], [[], [], []])
    const found = await search.messages({ viewerId: idOf('ben'), words: searchWords('会议'), limit: 1 })
    t.match(found?.hits[0]?.snippet.filter(([, isHit]) => isHit), [['会议', true]])
  })

  t.test('a search of files alone → words are those of one name; texts are not looked at', async t => {
    const { say, direct, tea, files } = await shared(t, open)
    await say('ana', direct, 'cafe')
    const { no } = await say('ana', direct, 'other cafe', { kind: 'files', fileIds: ['Café-plan', '会议记录'] })
    const second = await say('ana', tea, '', { kind: 'files', fileIds: ['other'] })
    t.same([await files('ben', 'cafe'), await files('ben', '会议'), await files('ben', 'cafe 会议')], [[no], [no], []])
    t.same(await files('ben', 'other'), [second.no])
    t.same(await files('ben', ''), [second.no, no], 'all of them')
    t.same([await files('ben', '', { conversationId: tea }), await files('ben', '', { fromId: idOf('ben') })], [[second.no], []])
    t.same([await files('cho', 'cafe'), await files('eve', ''), await files('eve', '', { conversationId: tea })], [[], [], null])
  })

  t.test('D15 a recall → the name is found no more, nor by those who left; an edit leaves it', async t => {
    const { say, direct, tea, leave, messages, find, files, tick } = await shared(t, open)
    const at = (conversationId: string, no: number) => ({ userId: idOf('ana'), conversationId, no, notBefore: 0 })
    const first = await say('ana', direct, 'Look', { kind: 'files', fileIds: ['会议记录'] })
    await messages.edit({ ...at(direct, first.no), body: '' }, tick())
    t.same([await files('ben', '会议'), await find('ben', 'look')], [[first.no], []])
    const second = await say('ana', tea, '', { kind: 'files', fileIds: ['other'] })
    await leave('ben', tea)
    await say('ana', tea, '', { kind: 'files', fileIds: ['late'] })
    t.same([await files('ben', 'other'), await files('ben', 'late')], [[second.no], []])
    for (const { conversationId, no } of [first, second]) await messages.recall(at(conversationId, no), tick())
    t.same([await files('ben', '会议'), await files('ana', '会议'), await find('ben', 'other'), await files('ana', '')], [[], [], [], [4]])
  })
}
